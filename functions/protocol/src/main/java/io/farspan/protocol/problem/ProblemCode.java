package io.farspan.protocol.problem;

import java.net.URI;
import java.util.Locale;

/**
 * Everything that can go wrong, once each. The code fixes the HTTP status, whether the same request may succeed later,
 * the title and the problem type; the detail is the occurrence's.
 */
public enum ProblemCode {
    /** The body is not the JSON that the operation takes. */
    MALFORMED_REQUEST(400, false, "The request is malformed"),
    /** The deadline is not within the allowed range. */
    DEADLINE_INVALID(400, false, "The deadline is out of range"),
    /** The caller did not authenticate, or with wrong credentials. */
    UNAUTHENTICATED(401, false, "Authentication is required"),
    /** The caller's role does not allow this. */
    FORBIDDEN(403, false, "The caller's role does not allow this"),
    /** The operation is denied by policy whatever the role. */
    OPERATION_DENIED(403, false, "The operation is denied by policy"),
    /** No such resource in the API. */
    NOT_FOUND(404, false, "There is nothing at this address"),
    /** The map has no such application. */
    APPLICATION_UNKNOWN(404, false, "The application is unknown"),
    /** The application has no such location. */
    LOCATION_UNKNOWN(404, false, "The location is unknown"),
    /** The location has no such instance. */
    INSTANCE_UNKNOWN(404, false, "The instance is unknown"),
    /** The resource does not support the method. */
    METHOD_NOT_ALLOWED(405, false, "The method is not allowed here"),
    /** None of the offered media types can be produced. */
    NOT_ACCEPTABLE(406, false, "No acceptable media type"),
    /** Another change of the map was committed first. */
    MAP_CONFLICT(409, true, "The location map changed in the meantime"),
    /** A mutation signed under an epoch that has been superseded. */
    EPOCH_STALE(409, false, "The epoch is no longer the highest"),
    /** Only home changes things, and this router is not home now. */
    NOT_HOME(409, true, "This router is not home"),
    /** The instance has something that home does not hold, and would lose it. */
    INSTANCE_NOT_EMPTY(409, true, "The instance has something that home does not hold"),
    /** A safety rule forbids the move. */
    MOVE_REFUSED(409, false, "A safety rule forbids this move"),
    /** Another action changes the same thing, and the two would undo each other. */
    ACTION_CONFLICT(409, true, "Another action is in the way"),
    /** The body is larger than the limit. */
    BODY_TOO_LARGE(413, false, "The body is too large"),
    /** The body's media type is not understood. */
    UNSUPPORTED_MEDIA_TYPE(415, false, "The media type is not supported"),
    /** The call token is missing, forged or meant for something else. */
    TOKEN_INVALID(401, false, "The call token is not valid"),
    /** The call token has expired or is not valid yet: clocks may differ. */
    TOKEN_EXPIRED(401, true, "The call token has expired"),
    /** The call token was used before. */
    TOKEN_REPLAYED(401, false, "The call token was already used"),
    /** Too many wrong passwords were sent before; these credentials were not checked. */
    LOGIN_THROTTLED(429, true, "Too many wrong passwords"),
    /** A defect of Farspan itself. */
    INTERNAL(500, false, "An internal error"),
    /** A record of the map cannot be understood. */
    MAP_RECORD_INVALID(502, false, "A record of the location map is invalid"),
    /** No server of the map answers. */
    MAP_UNREACHABLE(503, true, "The location map cannot be reached"),
    /** The service that spreads the application's traffic did not take a change. */
    TRAFFIC_UNREACHABLE(503, true, "The traffic service cannot be changed"),
    /** The database that holds the ledger cannot be reached. */
    STORE_UNREACHABLE(503, true, "The store cannot be reached"),
    /** The function's platform limits it. */
    FUNCTION_THROTTLED(503, true, "The function is throttled"),
    /** No connection to the function of the location. */
    FUNCTION_UNREACHABLE(504, true, "The function cannot be reached"),
    /** The function was reached and did not answer in time. */
    FUNCTION_TIMEOUT(504, true, "The function did not answer in time"),
    /** The function answered with an error of its own or with something other than an answer. */
    FUNCTION_ANSWER_INVALID(502, true, "The function's answer cannot be used"),
    /** A function could not relay a call. */
    RELAY_FAILED(504, true, "The call could not be relayed"),
    /** No connection to the instance's agent. */
    INSTANCE_UNREACHABLE(504, true, "The instance cannot be reached"),
    /** The agent was reached and did not answer in time. */
    INSTANCE_TIMEOUT(504, true, "The instance did not answer in time"),
    /** The agent answered with something other than Jolokia's JSON. */
    INSTANCE_ANSWER_INVALID(502, false, "The instance's answer cannot be used"),
    /** The agent's answer is larger than the limit. */
    INSTANCE_ANSWER_TOO_LARGE(502, false, "The instance's answer is too large"),
    /** The request would keep an agent too long, or answer too much; a narrower one will not. */
    TOO_MUCH(429, false, "The request asks too much of an instance"),
    /** The agent refused the function. */
    INSTANCE_REFUSED(502, false, "The instance's agent refused the request"),
    /** The map names an address outside the location's networks. */
    ADDRESS_REFUSED(502, false, "The instance's address is not allowed"),
    /** No plugin of that name is installed there. */
    PLUGIN_UNKNOWN(404, false, "The plugin is not installed"),
    /** The plugin's role, or whether it changes state, is not what its caller was authorized for. */
    PLUGIN_CHANGED(409, true, "The plugin changed in the meantime"),
    /** As many calls of the plugin as may run are in progress. */
    PLUGIN_BUSY(503, true, "The plugin is busy"),
    /** A plugin did not answer in time. */
    PLUGIN_TIMEOUT(504, true, "The plugin did not answer in time"),
    /** A plugin threw. */
    PLUGIN_FAILED(502, false, "The plugin failed"),
    /** A plugin was built for another version of Farspan, or without something that it needs. */
    PLUGIN_INCOMPATIBLE(502, false, "The plugin is incompatible"),
    /** A plugin returned something other than a valid answer. */
    PLUGIN_ANSWER_INVALID(502, false, "The plugin's answer cannot be used"),
    /** A plugin's answer is larger than the limit. */
    PLUGIN_ANSWER_TOO_LARGE(502, false, "The plugin's answer is too large");

    private static final String BASE = "https://farspan.io/problems/";

    private final int status;
    private final boolean retryable;
    private final String title;
    private final URI type;

    ProblemCode(int status, boolean retryable, String title) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
        this.type = URI.create(BASE + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The HTTP status of an answer that fails as a whole with this code. */
    public int status() {
        return status;
    }

    /** Whether the same request may succeed later without anybody changing it. */
    public boolean retryable() {
        return retryable;
    }

    /** The same sentence for every occurrence. */
    public String title() {
        return title;
    }

    /** The problem type of RFC 9457, section 3.1.1. */
    public URI type() {
        return type;
    }
}
