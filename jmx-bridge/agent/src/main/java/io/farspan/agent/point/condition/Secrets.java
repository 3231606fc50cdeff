package io.farspan.agent.point.condition;

import java.net.PasswordAuthentication;
import java.security.Key;
import java.security.KeyStore;
import java.util.regex.Pattern;

import javax.security.auth.callback.PasswordCallback;

import org.jspecify.annotations.Nullable;

/** What is never shown, whoever asks: values whose name or whose type says that they are secret. */
public final class Secrets {

    /** As home recognises them, and what HTTP calls them. */
    private static final Pattern NAMES = Pattern.compile(
            "(?i)pass_?word|passwd|passphrase|passcode|pwd|secret|credential"
                    + "|token|authorization|cookie|keystore_?pass|truststore_?pass|keypass"
                    + "|(?:api|access|private|secret|encryption|signing|master|auth|session|shared|license|account)[-_. ]?key");

    private static final Pattern TYPES = Pattern.compile("(?i)pass_?word|passphrase|secret|credential");

    /** A class is asked once; the answer hangs at the class. */
    private static final ClassValue<Boolean> OF_CLASS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !type.isEnum() && TYPES.matcher(type.getName()).find();
        }
    };

    private Secrets() {}

    /** Whether a variable, a field or a key of this name holds a secret. */
    public static boolean isNamedSecret(String name) {
        return NAMES.matcher(name).find();
    }

    /** Whether an object is a secret by its type: a key, a password, or one whose class is named like one. */
    public static boolean isSecret(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return false;
        }
        return value instanceof Key
                || value instanceof PasswordAuthentication
                || value instanceof PasswordCallback
                || value instanceof KeyStore
                || value instanceof KeyStore.ProtectionParameter
                || OF_CLASS.get(value.getClass());
    }
}
