package io.farspan.agent.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.slf4j.LoggerFactory;

/** An application that uses a library before an agent comes, logs when it is told, and says which appenders there are. */
public final class Waiting {

    private Waiting() {}

    public static void main(String[] arguments) throws IOException {
        Runnable told = arguments[0].equals("logback") ? new Logback() : new Log4j();
        told.run();
        System.out.println("waiting");
        while (System.in.read() >= 0) {
            told.run();
        }
    }

    private static final class Logback implements Runnable {
        @Override
        public void run() {
            List<String> names = new ArrayList<>();
            ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT"))
                    .iteratorForAppenders()
                    .forEachRemaining(appender -> names.add(appender.getName()));
            LoggerFactory.getLogger("shop").info("told");
            System.out.println("appenders " + names);
        }
    }

    private static final class Log4j implements Runnable {
        @Override
        public void run() {
            String names = ((LoggerContext) LogManager.getContext(false))
                    .getConfiguration()
                    .getRootLogger()
                    .getAppenders()
                    .keySet()
                    .toString();
            LogManager.getLogger("shop").error("told");
            System.out.println("appenders " + names);
        }
    }
}
