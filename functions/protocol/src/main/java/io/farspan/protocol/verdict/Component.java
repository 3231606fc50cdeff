package io.farspan.protocol.verdict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a verdict is about. Its text, which JSON, the ledger and people see, is a word and a name: {@code application shop},
 * {@code location aws1}, {@code function aws1}, {@code instance aws1/i-7}, {@code link dc1→aws1}, {@code observer dc1},
 * {@code dns 10.0.0.53:53}.
 */
public sealed interface Component {

    /** The text, as {@link #parse} reads it. */
    @Override
    @JsonValue
    String toString();

    /** What a link can begin or end at; in a link's text a location is its bare name, an instance its id. */
    sealed interface End extends Component {

        /** Where it is. */
        String location();
    }

    /** The application as a whole. */
    record Application(String application) implements Component {

        @Override
        public String toString() {
            return ComponentText.APPLICATION + application;
        }
    }

    /** Everything in a location. */
    record Location(String location) implements End {

        @Override
        public String toString() {
            return ComponentText.LOCATION + location;
        }
    }

    /** A location's function. */
    record Function(String location) implements End {

        @Override
        public String toString() {
            return ComponentText.FUNCTION + location;
        }
    }

    /** An instance, by its location and its name there. */
    record Instance(String location, String name) implements End {

        @Override
        public String toString() {
            return ComponentText.INSTANCE + location + "/" + name;
        }
    }

    /** A link, from the one who tried to the one who was not reached. */
    record Link(End from, End to) implements Component {

        @Override
        public String toString() {
            return ComponentText.of(this);
        }
    }

    /** A home that looks at the others, by its location. */
    record Observer(String location) implements Component {

        @Override
        public String toString() {
            return ComponentText.OBSERVER + location;
        }
    }

    /** The map's DNS server, by its address. */
    record MapServer(String address) implements Component {

        @Override
        public String toString() {
            return ComponentText.MAP_SERVER + address;
        }
    }

    /**
     * Reads a component's text.
     *
     * @throws IllegalArgumentException when it names no kind of component that this release knows
     */
    @JsonCreator
    static Component parse(String text) {
        return ComponentText.parse(text);
    }

    /** The link between two locations. */
    static Link link(String from, String to) {
        return new Link(new Location(from), new Location(to));
    }

    /** Whether it is a location, its function, an instance of it, or a link that begins or ends there. */
    default boolean concerns(String location) {
        return fold(
                application -> false,
                place -> place.location.equals(location),
                function -> function.location.equals(location),
                instance -> instance.location.equals(location),
                link -> link.from.location().equals(location)
                        || link.to.location().equals(location),
                observer -> false,
                server -> false);
    }

    /** What the function for its kind makes of it. */
    default <T> T fold(
            java.util.function.Function<Application, T> application,
            java.util.function.Function<Location, T> location,
            java.util.function.Function<Function, T> function,
            java.util.function.Function<Instance, T> instance,
            java.util.function.Function<Link, T> link,
            java.util.function.Function<Observer, T> observer,
            java.util.function.Function<MapServer, T> mapServer) {
        if (this instanceof Application it) {
            return application.apply(it);
        } else if (this instanceof Location it) {
            return location.apply(it);
        } else if (this instanceof Function it) {
            return function.apply(it);
        } else if (this instanceof Instance it) {
            return instance.apply(it);
        } else if (this instanceof Link it) {
            return link.apply(it);
        } else if (this instanceof Observer it) {
            return observer.apply(it);
        }
        return mapServer.apply((MapServer) this);
    }
}
