package io.farspan.core.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A small JVM with the unmodified Jolokia agent and some MBeans of its own. */
public final class StockAgent implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("started with URL http://127\\.0\\.0\\.1:([0-9]+)/");

    private final Process process;
    private final InetSocketAddress address;
    private final HttpClient http = HttpClient.newHttpClient();

    private StockAgent(Process process, int port) {
        this.process = process;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** One with so many MBeans and so much heap. */
    public static StockAgent start(int heapMegabytes, int mbeans) throws IOException {
        String classPath = System.getProperty("java.class.path");
        String agent = Arrays.stream(classPath.split(System.getProperty("path.separator")))
                .filter(entry -> entry.contains("jolokia-agent-jvm"))
                .findAny()
                .orElseThrow();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMegabytes + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-javaagent:" + agent + "=host=127.0.0.1,port=0,discoveryEnabled=false",
                        "-cp",
                        classPath,
                        StockAgent.class.getName(),
                        Integer.toString(mbeans))
                .redirectErrorStream(true)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        int port = 0;
        boolean ready = false;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                port = Integer.parseInt(started.group(1));
            }
            ready |= line.equals("READY");
            if (ready && port > 0) {
                Thread rest = new Thread(() -> out.lines().forEach(next -> {}), "stock-agent-output");
                rest.setDaemon(true);
                rest.start();
                return new StockAgent(process, port);
            }
        }
        throw new IOException("the JVM with the agent ended");
    }

    public InetSocketAddress address() {
        return address;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the agent itself answers to a bulk. */
    public JsonNode ask(String bulk) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/jolokia/"))
                .POST(HttpRequest.BodyPublishers.ofString(bulk))
                .build();
        return Json.wire()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Figures that do not change, one that is not always there, and one that cannot be read. */
    public interface FiguresMXBean {
        long getHits();

        List<String> getNames();

        String getTrouble();
    }

    /** See {@link FiguresMXBean}. */
    public record Figures(int number) implements FiguresMXBean {
        @Override
        public long getHits() {
            return number;
        }

        @Override
        public List<String> getNames() {
            return List.of("a" + number, "b/ü", "c");
        }

        @Override
        public String getTrouble() {
            if (number % 7 == 3) {
                throw new UnsupportedOperationException("no trouble at " + number);
            }
            return "x";
        }
    }

    /** Another kind with other attributes. */
    public interface SizeMXBean {
        int getSize();
    }

    /** See {@link SizeMXBean}. */
    public record Size(int size) implements SizeMXBean {
        @Override
        public int getSize() {
            return size;
        }
    }

    /** The JVM's own main. */
    public static void main(String[] arguments) throws JMException, InterruptedException {
        List<ObjectName> names = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            names.add(new ObjectName("figures.of.shop:type=Figures,name=" + ObjectName.quote("n*" + i)));
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Figures(i), names.get(2 * i));
            names.add(new ObjectName("figures.of.shop:type=Size,name=s" + i));
            ManagementFactory.getPlatformMBeanServer().registerMBean(new Size(i), names.get(2 * i + 1));
        }
        System.out.println("READY");
        Thread.currentThread().join();
    }
}
