package io.farspan.home.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/** Stops reading a body at the limit before it is parsed, whether or not its length was announced. */
@Provider
public class BodyLimit implements ReaderInterceptor {

    private final int most;

    BodyLimit(RequestConfig config) {
        this.most = config.maxBodyBytes();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(new Limited(context.getInputStream(), most));
        return context.proceed();
    }

    private static final class Limited extends FilterInputStream {

        private final int most;
        private long read;

        Limited(InputStream in, int most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int more) {
            read += more;
            if (read > most) {
                throw RequestChecks.tooLarge("The body is longer than the limit of " + most + " bytes");
            }
        }
    }
}
