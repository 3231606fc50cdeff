package io.farspan.home.caller;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The roles of users. Each includes the one before it; an identity provider may give one or all of them. */
public final class Roles {

    /** May read. */
    public static final String VIEWER = "viewer";

    /** May act on instances: write attributes and invoke operations. */
    public static final String OPERATOR = "operator";

    /** May change the map and move traffic. */
    public static final String ADMIN = "admin";

    /** All roles, the least first. */
    public static final List<String> ALL = List.of(VIEWER, OPERATOR, ADMIN);

    private static final String REGISTRAR = "register:";
    private static final String PUSHER = "push:";

    private Roles() {}

    /**
     * The role of what may register and remove instances of one application in one location, and nothing else: agents. No
     * other role includes it but {@link #ADMIN}.
     */
    public static String registrar(String application, String location) {
        return REGISTRAR + application + "/" + location;
    }

    /**
     * The role of what may push telemetry of one application in one location, and nothing else: collectors and shippers of
     * logs. No other role includes it but {@link #ADMIN}.
     */
    public static String pusher(String application, String location) {
        return PUSHER + application + "/" + location;
    }

    /** The application and the location that roles may push for, as {@code APPLICATION/LOCATION}, in their order. */
    public static List<String> pushed(Collection<String> roles) {
        return roles.stream()
                .filter(role -> role.startsWith(PUSHER))
                .map(role -> role.substring(PUSHER.length()))
                .sorted()
                .toList();
    }

    /** Whether a word is a role that a user can be given. */
    public static boolean isRole(String word) {
        return ALL.contains(word) || word.matches("(" + REGISTRAR + "|" + PUSHER + ")[a-z0-9-]{1,63}/[a-z0-9-]{1,63}");
    }

    /** Whether a person has a role or one that includes it. */
    public static boolean includes(Predicate<String> hasRole, String role) {
        int least = ALL.indexOf(role);
        return least >= 0 && ALL.subList(least, ALL.size()).stream().anyMatch(hasRole);
    }
}
