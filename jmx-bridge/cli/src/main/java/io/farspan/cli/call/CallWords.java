package io.farspan.cli.call;

import java.util.List;
import java.util.Optional;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.session.Session;

/**
 * The arguments of a call: {@code [TARGET] MBEAN REST…}. An MBean's name has a colon, which no target has.
 *
 * @param target the instances
 * @param mbean the MBean's name or pattern
 * @param rest what follows
 */
record CallWords(Target target, String mbean, List<String> rest) {

    static CallWords parse(Session session, List<String> words, String usage) {
        boolean named = !words.isEmpty() && !words.get(0).contains(":");
        List<String> others = words.subList(named ? 1 : 0, words.size());
        if (others.isEmpty() || !others.get(0).contains(":")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "An MBean such as java.lang:type=Memory is required: farspan " + usage
                            + ". 'farspan list' says which there are.");
        }
        return new CallWords(
                session.target(named ? Optional.of(words.get(0)) : Optional.empty()),
                others.get(0),
                others.subList(1, others.size()));
    }

    /** Whether it may be several MBeans. */
    boolean isPattern() {
        return isPattern(mbean);
    }

    static boolean isPattern(String mbean) {
        return mbean.contains("*") || mbean.contains("?");
    }
}
