package io.farspan.core.agent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Something that listens where an agent is expected and does as it is told with each request. */
public final class ScriptedAgent implements AutoCloseable {

    /** What to do with a request; the connection goes on when it returns true. */
    public interface Script {
        boolean answer(String body, OutputStream out, int request) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    public ScriptedAgent(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** One that answers each bulk with this body. */
    public static ScriptedAgent answering(String body) throws IOException {
        return new ScriptedAgent((request, out, number) -> {
            out.write(response(body));
            return true;
        });
    }

    /** One that takes requests and says nothing. */
    public static ScriptedAgent hanging() throws IOException {
        return new ScriptedAgent((request, out, number) -> {
            Thread.currentThread().join();
            return false;
        });
    }

    public static byte[] response(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length
                        + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    public int connections() {
        return connections.get();
    }

    public List<String> bodies() {
        return bodies;
    }

    /** Closes the connections that are open, as an agent does with idle ones. */
    public void dropConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                if (server.isClosed()) {
                    socket.close(); // accepted while the agent was closed, after the others were dropped
                    return;
                }
                thread(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                int length = 0;
                String line = line(in);
                if (line == null) {
                    return;
                }
                for (; !line.isEmpty(); line = line(in)) {
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring(16));
                    }
                }
                String body = new String(in.readNBytes(length), UTF_8);
                bodies.add(body);
                more = script.answer(body, socket.getOutputStream(), requests.incrementAndGet());
            }
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test is over.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "scripted-agent");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropConnections();
    }
}
