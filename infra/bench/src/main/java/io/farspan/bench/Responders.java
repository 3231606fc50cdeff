package io.farspan.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Light stand-ins for JVMs with agents, for more instances than fit on a machine:
 * {@code java … Responders COUNT ANSWER-FILE}. Each listens on a port of its own and answers a POST with a real agent's
 * answer, with its number as the heap usage so that no two are equal, and probes, which ask for the version or several
 * values, with a trivial answer.
 */
final class Responders {

    private Responders() {}

    /** Serves until the process ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String answer = Files.readString(Path.of(arguments[1]));
        List<Integer> ports = new ArrayList<>();
        for (int number = 0; number < Integer.parseInt(arguments[0]); number++) {
            byte[] response = response(answer, number);
            ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            ports.add(server.getLocalPort());
            daemon(() -> {
                while (true) {
                    Socket connection = server.accept();
                    connection.setTcpNoDelay(true);
                    daemon(() -> serve(connection, response));
                }
            });
        }
        System.out.println("PORTS " + ports.toString().replaceAll("[\\[\\] ]", "") + ";");
        Thread.currentThread().join();
    }

    private static byte[] response(String answer, int number) {
        String body = answer.replaceAll("\"used\":[0-9]+", "\"used\":" + (20_000_000 + number * 4_099));
        return ("HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json; charset=utf-8\r\n"
                        + "Cache-Control: no-cache\r\nPragma: no-cache\r\nExpires: Sun, 22 Nov 2026 11:00:00 GMT\r\n"
                        + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    private static byte[] nothing(int requests) {
        String body = "[" + String.join(",", Collections.nCopies(requests, "{\"value\":null,\"status\":200}")) + "]";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(UTF_8);
    }

    private static void serve(Socket connection, byte[] response) throws IOException {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (true) {
                int length = 0;
                String line = line(in);
                for (; !line.isEmpty(); line = line(in)) {
                    String lower = line.toLowerCase(Locale.ROOT);
                    if (lower.startsWith("content-length:")) {
                        length = Integer.parseInt(lower.substring(15).trim());
                    }
                }
                String asked = new String(in.readNBytes(length), UTF_8);
                int requests = asked.split("\"type\":", -1).length - 1;
                out.write(requests == 1 && !asked.contains("\"version\"") ? response : nothing(requests));
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** A task that ends with its socket. */
    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // The client is done.
                    }
                },
                "responder");
        thread.setDaemon(true);
        thread.start();
    }
}
