package io.farspan.router.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The configured users: {@code farspan.users.<name>} with a bcrypt hash and {@code farspan.roles.<name>}, and those of
 * earlier releases, {@code quarkus.security.users.embedded.users.<name>} with a SHA-512 digest.
 */
@Singleton
class Users {

    private static final Logger LOG = Logger.getLogger(Users.class);
    private static final String OURS = "farspan.users";
    private static final String ROLES = "farspan.roles";
    private static final String EARLIER = "quarkus.security.users.embedded.users";
    private static final String EARLIER_ROLES = "quarkus.security.users.embedded.roles";
    private static final String REALM = "quarkus.security.users.embedded.realm-name";
    private static final int USUAL_COST = 10;

    private final Supplier<Config> config;
    private volatile @Nullable Known known;

    /** The users as configured. */
    private record Known(Map<String, User> users, String realm, String dummyHash) {}

    /** Reads the configuration when the users are first needed, because it changes while the router starts. */
    @Inject
    Users() {
        this(ConfigProvider::getConfig);
    }

    Users(Config config) {
        this(() -> config);
        known();
    }

    private Users(Supplier<Config> config) {
        this.config = config;
    }

    private Known known() {
        Known read = known;
        if (read == null) {
            read = read(config.get());
            known = read;
        }
        return read;
    }

    private static Known read(Config config) {
        SmallRyeConfig all = config.unwrap(SmallRyeConfig.class);
        Map<String, User> users = new TreeMap<>();
        read(all, EARLIER, EARLIER_ROLES).forEach(user -> users.put(user.name(), user));
        read(all, OURS, ROLES).forEach(user -> {
            if (user.hasFastDigest()) {
                throw new IllegalArgumentException(
                        OURS + "." + user.name()
                                + " must be a bcrypt hash that begins with $2a$ and a cost of 4 to 16; create one with infra/user.sh.");
            }
            users.put(user.name(), user);
        });
        if (users.containsKey(FirstRequests.NAME)) {
            throw new IllegalArgumentException(
                    "the user's name '" + FirstRequests.NAME + "' is reserved for the router; choose another one.");
        }
        int cost = users.values().stream()
                .filter(user -> !user.hasFastDigest())
                .mapToInt(user -> Bcrypt.cost(user.digest()))
                .max()
                .orElse(USUAL_COST);
        return new Known(
                users, config.getOptionalValue(REALM, String.class).orElse("farspan"), Bcrypt.line("nobody's", cost));
    }

    private static List<User> read(SmallRyeConfig config, String digests, String roles) {
        Map<String, String> rolesByName = new TreeMap<>();
        config.getMapKeys(roles)
                .forEach((name, key) -> rolesByName.put(
                        name, config.getOptionalValue(key, String.class).orElse("")));
        List<User> users = new ArrayList<>();
        config.getMapKeys(digests)
                .forEach((name, key) -> users.add(new User(
                        name,
                        config.getOptionalValue(key, String.class).orElse("").strip(),
                        words(rolesByName.getOrDefault(name, "")))));
        return users;
    }

    private static Set<String> words(String list) {
        return Stream.of(list.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    void start(@Observes StartupEvent event) {
        known = null; // an earlier read saw the configuration of the start
        Map<String, User> users = known().users;
        String fast = users.values().stream()
                .filter(User::hasFastDigest)
                .map(User::name)
                .collect(Collectors.joining(", "));
        if (!fast.isEmpty()) {
            LOG.warnf(
                    "%s: the password is stored as SHA-512, which someone who steals the file can guess by the billion a second."
                            + " Create new lines with infra/user.sh NAME ROLES (user.sh in the release) and put them in"
                            + " place of the lines %s.NAME and %s.NAME",
                    fast, EARLIER, EARLIER_ROLES);
        }
        users.values().stream()
                .filter(user -> user.roles().isEmpty())
                .forEach(user -> LOG.warnf("%s has no role and can do nothing; set %s.NAME", user.name(), ROLES));
    }

    /** Whether the user exists. Callers must not reveal it to clients. */
    boolean knows(String name) {
        return known().users.containsKey(name);
    }

    /** The user with this name and password. Slow on purpose, and as slow for an unknown name. */
    Optional<User> find(String name, String password) {
        Known all = known();
        Optional<User> user = Optional.ofNullable(all.users.get(name));
        String line = user.filter(it -> !it.hasFastDigest()).map(User::digest).orElse(all.dummyHash);
        boolean matches = Bcrypt.matches(line, password);
        return user.filter(it -> it.hasFastDigest() ? it.matchesFast(all.realm, password) : matches);
    }
}
