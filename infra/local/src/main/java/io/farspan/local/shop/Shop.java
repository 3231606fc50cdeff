package io.farspan.local.shop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The shop: {@code java … io.farspan.local.shop.Shop NAME PORT LOGFILE [ACCESSLOG]}; port 0 takes a free one. {@code POST
 * /orders} takes the amount as its body and answers when the order is accepted; {@code GET /catalog} is what its customers
 * request a few times a second; {@code GET /health} answers as long as it can. Its own events go to {@code
 * java.util.logging}, requests to the access log if one is named.
 */
public final class Shop {

    private static final Logger LOG = Logger.getLogger("shop");

    private final Orders orders = new Orders();
    private final RequestThreads pool = new RequestThreads(8, 64);
    private final Troubles troubles = new Troubles(orders, pool);
    private final AccessLog access;

    private Shop(AccessLog access) {
        this.access = access;
    }

    /** Starts the shop; it listens, and its MBeans are there, when {@code LISTENING} is printed. */
    public static void main(String[] arguments) throws IOException, JMException {
        String name = arguments[0];
        FileHandler file = new FileHandler(arguments[2], true);
        file.setFormatter(new SimpleFormatter());
        keepOffTheConsole();
        LOG.addHandler(file);
        Shop shop = new Shop(arguments.length > 3 ? AccessLog.to(Path.of(arguments[3])) : AccessLog.none());
        shop.registerBeans();
        int port = shop.listen(Integer.parseInt(arguments[1]));
        LOG.info(name + " listens on port " + port);
        new Customers(port).start();
        new StockCheck(LOG).start();
        System.out.println("LISTENING " + port);
    }

    /** The root logger keeps the handlers that others have added to it. */
    private static void keepOffTheConsole() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                root.removeHandler(handler);
            }
        }
    }

    private void registerBeans() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        server.registerMBean(orders, new ObjectName("shop:type=Orders"));
        server.registerMBean(orders.queue(), new ObjectName("shop:type=OrderQueue"));
        server.registerMBean(pool, new ObjectName("shop:type=RequestPool"));
        server.registerMBean(troubles, new ObjectName("shop:type=Troubles"));
    }

    private int listen(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.createContext("/orders", this::takeOrder);
        server.createContext("/catalog", this::showCatalog);
        server.createContext("/health", exchange -> {
            troubles.first();
            answer(exchange, 200, "up");
        });
        server.setExecutor(pool.executor());
        troubles.port(() -> server.stop(0));
        server.start();
        return server.getAddress().getPort();
    }

    private void takeOrder(HttpExchange exchange) throws IOException {
        String amount = new String(exchange.getRequestBody().readNBytes(64), UTF_8).trim();
        troubles.first();
        try {
            troubles.before();
            long id = orders.accept(Long.parseLong(amount.isEmpty() ? "1" : amount));
            LOG.info("order " + id + " over " + amount + " accepted");
            access.order(amount, 201);
            answer(exchange, 201, Long.toString(id));
        } catch (NumberFormatException e) {
            access.order(amount, 400);
            answer(exchange, 400, "the body must be the amount, a whole number");
        } catch (IllegalStateException e) {
            LOG.warning("order refused: " + e.getMessage());
            pool.failed();
            access.order(amount, 500);
            answer(exchange, 500, String.valueOf(e.getMessage()));
        }
    }

    private void showCatalog(HttpExchange exchange) throws IOException {
        troubles.first();
        try {
            troubles.before();
            access.catalog(200);
            answer(exchange, 200, "shoes, hats");
        } catch (IllegalStateException e) {
            pool.failed();
            access.catalog(500);
            answer(exchange, 500, String.valueOf(e.getMessage()));
        }
    }

    private void answer(HttpExchange exchange, int status, String text) throws IOException {
        pool.answered();
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
