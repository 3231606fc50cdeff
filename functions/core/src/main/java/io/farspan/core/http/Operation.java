package io.farspan.core.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.farspan.core.message.FunctionRequest;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What a request asks of a function.
 *
 * @param kind what is done
 * @param path its path below the function's base, which the token must be for
 * @param plugin the plugin's name, when one is called
 */
record Operation(Kind kind, String path, Optional<String> plugin) {

    private static final Pattern PATH = Pattern.compile(".*?(/v1/(?:call|probe|plugins(?:/([a-z0-9-]{1,63}))?))");

    /** What a function does. */
    enum Kind {
        CALL("POST"),
        PROBE("POST"),
        LIST_PLUGINS("GET"),
        PLUGIN("POST");

        private final String method;

        Kind(String method) {
            this.method = method;
        }
    }

    /**
     * The operation of a request.
     *
     * @throws FarspanException {@code NOT_FOUND} or {@code METHOD_NOT_ALLOWED}
     */
    static Operation of(FunctionRequest request) {
        Matcher matcher = PATH.matcher(request.path());
        if (!matcher.matches()) {
            throw new FarspanException(
                    ProblemCode.NOT_FOUND,
                    "This is a Farspan function; it answers POST " + FunctionCall.PATH + ", POST " + ProbeCall.PATH
                            + ", GET " + PluginCall.PATH + " and POST " + PluginCall.path("{name}") + ".");
        }
        String path = matcher.group(1);
        Optional<String> plugin = Optional.ofNullable(matcher.group(2));
        Kind kind = plugin.isPresent()
                ? Kind.PLUGIN
                : path.equals(PluginCall.PATH)
                        ? Kind.LIST_PLUGINS
                        : path.equals(ProbeCall.PATH) ? Kind.PROBE : Kind.CALL;
        if (!request.method().equals(kind.method)) {
            throw new FarspanException(
                    ProblemCode.METHOD_NOT_ALLOWED, path + " takes " + kind.method + ", not " + request.method() + ".");
        }
        return new Operation(kind, path, plugin);
    }
}
