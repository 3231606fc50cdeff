package io.farspan.bridge.view;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.RuntimeErrorException;
import javax.management.RuntimeMBeanException;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.type.Classes;

/**
 * A response that is an error, as the exception that the MBean's own server would throw: JMX exceptions as themselves,
 * what the MBean threw wrapped as JMX wraps it. A class that is not part of the JDK is replaced by one that is, with
 * the original's name in the message. A failure on the way to the instance is an {@link IOException}.
 */
final class RemoteFailure {

    private final JsonNode response;

    RemoteFailure(JsonNode response) {
        this.response = response;
    }

    /** The exception's class. */
    String type() {
        return response.path("error_type").asText("java.lang.RuntimeException");
    }

    /** The exception's message, without the class before it. */
    String message() {
        String text = response.path("error").asText();
        String prefix = type() + " : ";
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    /** The exception for a request that is not about an MBean. */
    IOException unreachable() {
        refuse();
        return new IOException(
                response.has("problem")
                        ? response.path("problem").path("code").asText() + ": " + message()
                        : type() + ": " + message());
    }

    /** Throws the exceptions that any operation on an MBean may throw; returns when the failure is another one. */
    void throwCommon(ObjectName bean) throws IOException, InstanceNotFoundException {
        if (response.has("problem")) {
            throw unreachable();
        }
        refuse();
        if (type().equals(InstanceNotFoundException.class.getName())) {
            throw new InstanceNotFoundException(bean.toString());
        }
    }

    /** Throws the exception of a failed read or invocation. */
    void rethrow(ObjectName bean) throws MBeanException, InstanceNotFoundException, ReflectionException, IOException {
        throwCommon(bean);
        if (type().equals(ReflectionException.class.getName())) {
            throw new ReflectionException(new IllegalArgumentException(message()), message());
        }
        Throwable cause = cause();
        String text = cause.toString();
        if (cause instanceof Error error) {
            throw new RuntimeErrorException(error, text);
        }
        if (cause instanceof RuntimeException runtime) {
            throw new RuntimeMBeanException(runtime, text);
        }
        throw new MBeanException((Exception) cause, text);
    }

    /** Throws the exception of a failed write. */
    void rethrowWrite(ObjectName bean)
            throws MBeanException, AttributeNotFoundException, InvalidAttributeValueException,
                    InstanceNotFoundException, ReflectionException, IOException {
        if (type().equals(AttributeNotFoundException.class.getName())) {
            throw new AttributeNotFoundException(message());
        }
        if (type().equals(InvalidAttributeValueException.class.getName())) {
            throw new InvalidAttributeValueException(message());
        }
        rethrow(bean);
    }

    private void refuse() {
        if (type().equals(SecurityException.class.getName())) {
            throw new SecurityException(message());
        }
    }

    private Throwable cause() {
        Optional<Class<?>> known = Classes.of(type()).filter(Throwable.class::isAssignableFrom);
        if (known.isPresent()) {
            for (Class<?> parameter : List.of(String.class, Object.class)) {
                try {
                    return (Throwable) known.get().getConstructor(parameter).newInstance(text());
                } catch (NoSuchMethodException
                        | InstantiationException
                        | IllegalAccessException
                        | InvocationTargetException e) {
                    continue; // without such a constructor, an exception of a common class carries its name
                }
            }
        }
        String text = type() + ": " + message();
        return type().endsWith("Error")
                ? new Error(text)
                : type().endsWith("RuntimeException") ? new RuntimeException(text) : new Exception(text);
    }

    private @Nullable String text() {
        return message().equals("null") ? null : message();
    }
}
