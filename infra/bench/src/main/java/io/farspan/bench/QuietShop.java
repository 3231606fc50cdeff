package io.farspan.bench;

import java.io.IOException;

import javax.management.JMException;

import io.farspan.local.shop.Shop;

/** The sample application without an access log: the file that its agent reads is written by the bench alone. */
public final class QuietShop {

    private QuietShop() {}

    /** Starts the shop with its first three arguments. */
    public static void main(String[] arguments) throws IOException, JMException {
        Shop.main(new String[] {arguments[0], arguments[1], arguments[2]});
    }
}
