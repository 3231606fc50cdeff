package io.farspan.local.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Arrays;

/** Answers datagrams, one after another, until its socket is closed. */
final class UdpListener implements Runnable {

    private final DatagramSocket socket;
    private final Answerer answerer;
    private final IncidentLog trouble;

    UdpListener(DatagramSocket socket, Answerer answerer, IncidentLog trouble) {
        this.socket = socket;
        this.answerer = answerer;
        this.trouble = trouble;
    }

    @Override
    public void run() {
        Backoff pause = new Backoff();
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    trouble.count("cannot receive over UDP", e);
                    pause.afterFailure();
                }
                continue;
            }
            pause.over();
            answer(packet);
        }
    }

    private void answer(DatagramPacket packet) {
        byte[] answer = answerer.answer(Arrays.copyOf(packet.getData(), packet.getLength()), true);
        if (answer.length == 0) {
            return;
        }
        try {
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException | RuntimeException e) {
            // A datagram that cannot be sent is a datagram lost: its sender may have said port 0, for example.
            if (!socket.isClosed()) {
                trouble.count("cannot send an answer over UDP", e);
            }
        }
    }
}
