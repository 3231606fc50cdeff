package io.farspan.router.fuzz;

import java.util.List;

import io.farspan.testkit.fuzz.Chance;
import io.farspan.testkit.fuzz.Mutations;

/** Makes requests with wrong headers: false lengths and media types, unknown users. */
final class Oddities {

    private static final List<String> LENGTHS = List.of(
            "", "x", "-1", "0", "1", "5", "99", "99999", "2147483648", "99999999999999999999", "1, 2", "+3", "0x10");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/json; charset=utf-16",
            "application/json;;;=",
            "application/*",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "json",
            "",
            "/",
            "application/json, text/plain");

    private static final List<String> CREDENTIALS = List.of(
            "Basic",
            "Basic ",
            "Basic %",
            "Basic bm9jb2xvbg==",
            "Basic OnNlY3JldA==",
            "Basic AAAA",
            "Bearer x.y.z",
            "Bearer",
            "Digest username=\"viewer\"",
            "Negotiate AAAA",
            "\u00ff\u00fe",
            "");

    private static final List<String> NAMES = List.of(
            "traceparent",
            "Accept",
            "Accept-Encoding",
            "Content-Encoding",
            "Origin",
            "Sec-Fetch-Site",
            "X-HTTP-Method-Override",
            "Range",
            "If-None-Match",
            "Cookie",
            "X-Forwarded-For",
            "Forwarded",
            "Farspan-Relay",
            "Farspan-Token",
            "Expect");

    private static final List<String> VALUES = List.of(
            "",
            "*",
            "gzip",
            "gzip, deflate;q=9",
            "null",
            "cross-site",
            "https://elsewhere.example",
            "DELETE",
            "bytes=0-",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-0000000000000000-zz",
            "application/xml",
            ";;;",
            "a=b; c",
            "100-continue");

    private final Chance chance;
    private final Mutations mutations;

    Oddities(Chance chance, Mutations mutations) {
        this.chance = chance;
        this.mutations = mutations;
    }

    /** The request with one thing wrong. */
    Input input(RequestBuilder request) {
        request.as("viewer").alone();
        return switch (chance.below(9)) {
            case 0 -> request.header("Content-Length", chance.pick(LENGTHS)).input();
            case 1 ->
                request.without("Content-Length")
                        .header("Transfer-Encoding", chance.pick(List.of("chunked", "gzip, chunked", "identity", "x")))
                        .input();
            case 2 -> request.header("Content-Type", chance.pick(TYPES)).input();
            case 3 -> request.without("Content-Type").input();
            case 4 ->
                request.header("Authorization", chance.pick(CREDENTIALS))
                        .stranger()
                        .input();
            case 5 ->
                request.header("Authorization", RequestBuilder.basic("nobody-" + chance.below(1_000), "wrong"))
                        .stranger()
                        .input();
            case 6 -> mutated(request.input());
            case 7 -> request.header("X-Long", "x".repeat(chance.below(20_000))).input();
            default -> request.header(chance.pick(NAMES), chance.pick(VALUES)).input();
        };
    }

    private Input mutated(Input input) {
        return new Input("bytes of HTTP", mutations.bytes(input.bytes()), true, true);
    }
}
