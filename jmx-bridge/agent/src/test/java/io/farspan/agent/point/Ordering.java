package io.farspan.agent.point;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import io.farspan.agent.AgentUrl;

/** An application that takes an order for each line that it is told, and says what of the points it can see. */
public final class Ordering {

    private int placed;

    private Ordering() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Ordering ordering = new Ordering();
        System.out.println("url " + AgentUrl.await());
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(
                    "placed " + ordering.place(line, line.length()) + " " + isVisible("java.lang.FarspanPoint")
                            + " " + isVisible("org.objectweb.asm.ClassReader") + " "
                            + isVisible("io.farspan.agent.point.hit.Site"));
        }
    }

    private int place(String customer, int amount) {
        placed += amount;
        return placed;
    }

    private static boolean isVisible(String name) {
        try {
            Class.forName(name, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
