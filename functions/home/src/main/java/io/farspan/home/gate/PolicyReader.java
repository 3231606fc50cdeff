package io.farspan.home.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.Names;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads policies. A line has one of the forms
 *
 * <pre>
 * ROLE  RIGHT  APPLICATION  ObjectName-pattern#member     grants
 * deny  RIGHT  APPLICATION  ObjectName-pattern#member     denies to every role
 * include  NAME  APPLICATION                               includes a policy that comes with Farspan: kafka, tomcat
 * # anything                                              a comment
 * </pre>
 *
 * where a role is viewer, operator or admin, a right is read, write or exec, and {@code *} is any application. The
 * target is the rest of the line, so names may contain blanks.
 */
final class PolicyReader {

    /** The built-in policy: the JDK's own MBeans, member by member. */
    private static final String PLATFORM = "platform";

    private static final String ANY = "*";

    private final String source;
    private final List<Grant> grants = new ArrayList<>();
    private final List<Grant> denials = new ArrayList<>();
    private final Map<Integer, String> errors = new TreeMap<>();

    private PolicyReader(String source) {
        this.source = source;
    }

    /** The policy without a file. */
    static Policy platform() {
        return shipped(PLATFORM).orElseThrow(() -> new IllegalStateException("The policy platform is not in the jar"));
    }

    /**
     * Reads a policy.
     *
     * @param source how messages name it
     * @throws IllegalArgumentException when lines are malformed, with each of them and its number
     */
    static Policy read(String source, String text) {
        PolicyReader reader = new PolicyReader(source);
        List<String> lines = text.lines().toList();
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                reader.take(line, index + 1);
            }
        }
        if (!reader.errors.isEmpty()) {
            StringBuilder message = new StringBuilder(source).append(" is not a valid policy:");
            reader.errors.forEach((number, error) -> message.append(" line ")
                    .append(number)
                    .append(": ")
                    .append(error)
                    .append('.'));
            throw new IllegalArgumentException(message.toString());
        }
        return new Policy(reader.grants, reader.denials);
    }

    private void take(String line, int number) {
        try {
            String[] words = line.split("\\s+", 4);
            if (words[0].equals("include")) {
                include(words);
            } else if (words.length < 4) {
                throw new IllegalArgumentException(
                        "a line must have the form ROLE RIGHT APPLICATION ObjectName-pattern#member; this one has "
                                + words.length + " words");
            } else {
                grant(words, source + " line " + number);
            }
        } catch (IllegalArgumentException e) {
            errors.put(number, String.valueOf(e.getMessage()));
        }
    }

    private void grant(String[] words, String where) {
        boolean denies = words[0].equals("deny");
        if (!denies && !Roles.ALL.contains(words[0])) {
            throw new IllegalArgumentException(
                    "'" + Names.shorten(words[0]) + "' must be a role (viewer, operator or admin), deny or include");
        }
        Grant grant = Grant.parse(
                denies ? Optional.empty() : Optional.of(words[0]), Right.parse(words[1]), words[2], words[3], where);
        (denies ? denials : grants).add(grant);
    }

    private void include(String[] words) {
        if (words.length != 3) {
            throw new IllegalArgumentException(
                    "an include must have the form include NAME APPLICATION, for example include kafka orders");
        }
        Policy shipped = shipped(words[1])
                .orElseThrow(() -> new IllegalArgumentException(
                        "Farspan has no policy '" + Names.shorten(words[1]) + "' to include; it has kafka and tomcat"));
        shipped.grants().forEach(grant -> grants.add(words[2].equals(ANY) ? grant : grant.of(words[2])));
        shipped.denials().forEach(denial -> denials.add(words[2].equals(ANY) ? denial : denial.of(words[2])));
    }

    private static Optional<Policy> shipped(String name) {
        if (!name.matches("[a-z]{1,20}")) {
            return Optional.empty();
        }
        try (InputStream in = PolicyReader.class.getResourceAsStream("/policy/" + name + ".policy")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(read("Farspan's policy " + name, new String(in.readAllBytes(), UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("A resource of this jar cannot be read", e);
        }
    }
}
