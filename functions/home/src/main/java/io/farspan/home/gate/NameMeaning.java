package io.farspan.home.gate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a name says about its value. Cached, because answers repeat the same names. */
enum NameMeaning {
    /** A secret. */
    SECRET,
    /** Names and values of system properties or environment variables. */
    PROPERTIES,
    /** Arguments of a JVM. */
    ARGUMENTS,
    /** Nothing that matters here. */
    NOTHING;

    private static final Pattern SECRETS = Pattern.compile("(?i)(?:pass_?word|passwd|passphrase|passcode|pwd|secret"
            + "|credential|token|keystore_?pass|truststore_?pass|keypass|(?:api|access|private|secret|encryption|signing|master|auth|session|shared|license|account)[-_."
            + " ]?key)");

    private static final Set<String> PROPERTY_LISTS =
            Set.of("systemproperties", "environment", "environmentvariables", "env", "sysprops");

    private static final Set<String> ARGUMENT_LISTS =
            Set.of("inputarguments", "vmarguments", "jvmarguments", "commandline", "vmcommandline");

    /** Texts of which a document must contain at least one to be worth a closer look. */
    private static final List<String> HINTS = Stream.of(
                    Stream.of("pass", "pwd", "secret", "credential", "token", "key"),
                    PROPERTY_LISTS.stream(),
                    ARGUMENT_LISTS.stream())
            .flatMap(hints -> hints)
            .toList();

    /** System properties that every JVM has and that reveal nothing about its application. */
    private static final Pattern HARMLESS = Pattern.compile("java\\.(?:version|vendor|specification|vm|class\\.version"
            + "|runtime|home|io\\.tmpdir|library\\.path|class\\.path|vendor\\.url).*|java\\.version|os\\.(?:name|arch|version)|user\\.(?:dir|home|name"
            + "|timezone|language|country)|file\\.(?:encoding|encoding\\.pkg|separator)|path\\.separator|line\\.separator|sun\\.(?:arch|boot|cpu|io|jnu|management"
            + "|stderr|stdout|os|nio|net).*|native\\.encoding|std(?:out|err)\\.encoding|jdk\\.debug|awt\\.toolkit"
            + "|jboss\\.(?:server|home|node).*|catalina\\.(?:base|home)|kafka\\.logs\\.dir");

    private static final int MOST_KNOWN = 20_000;
    private static final int LONGEST_KNOWN = 200;
    private static final Map<String, NameMeaning> KNOWN = new ConcurrentHashMap<>();

    static NameMeaning of(String name) {
        NameMeaning known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        NameMeaning found = find(name);
        if (name.length() <= LONGEST_KNOWN && KNOWN.size() < MOST_KNOWN) {
            KNOWN.put(name, found);
        }
        return found;
    }

    private static NameMeaning find(String name) {
        if (SECRETS.matcher(name).find()) {
            return SECRET;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return PROPERTY_LISTS.contains(lower) ? PROPERTIES : ARGUMENT_LISTS.contains(lower) ? ARGUMENTS : NOTHING;
    }

    /** Whether a system property may be seen. A name that suggests a secret is never harmless, whatever its prefix. */
    static boolean isHarmless(String name) {
        return of(name) != SECRET && HARMLESS.matcher(name).matches();
    }

    /** Whether a text in lower case contains anything that is part of a name with a meaning: a cheap first check. */
    static boolean isHintedIn(String text) {
        return HINTS.stream().anyMatch(text::contains);
    }
}
