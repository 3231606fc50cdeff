package io.farspan.local.azure;

import java.util.Map;
import java.util.TreeMap;

import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import org.jspecify.annotations.Nullable;

/** A response as a function builds it. */
record HostResponse(HttpStatusType status, Map<String, String> headers, @Nullable Object body)
        implements HttpResponseMessage {

    @Override
    public HttpStatusType getStatus() {
        return status;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public @Nullable Object getBody() {
        return body;
    }

    /** Builds one. */
    static final class Builder implements HttpResponseMessage.Builder {

        private HttpStatusType status = HttpStatus.OK;
        private final Map<String, String> headers = new TreeMap<>();
        private @Nullable Object body;

        @Override
        public Builder status(HttpStatusType code) {
            status = code;
            return this;
        }

        @Override
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        @Override
        public Builder body(Object content) {
            body = content;
            return this;
        }

        @Override
        public HttpResponseMessage build() {
            return new HostResponse(status, headers, body);
        }
    }
}
