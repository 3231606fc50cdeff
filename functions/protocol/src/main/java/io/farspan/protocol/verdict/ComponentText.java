package io.farspan.protocol.verdict;

/** How components are written and read; nothing else looks into their text. */
final class ComponentText {

    static final String APPLICATION = "application ";
    static final String LOCATION = "location ";
    static final String FUNCTION = "function ";
    static final String INSTANCE = "instance ";
    static final String LINK = "link ";
    static final String OBSERVER = "observer ";
    static final String MAP_SERVER = "dns ";
    private static final String ARROW = "→";
    private static final int LONGEST_SHOWN = 80;

    private ComponentText() {}

    static String of(Component.Link link) {
        return LINK + end(link.from()) + ARROW + end(link.to());
    }

    private static String end(Component.End end) {
        if (end instanceof Component.Instance instance) {
            return instance.location() + "/" + instance.name();
        }
        return end instanceof Component.Location ? end.location() : end.toString();
    }

    static Component parse(String text) {
        int space = text.indexOf(' ') + 1;
        String name = text.substring(space);
        if (name.isBlank()) {
            throw unknown(text);
        }
        return switch (text.substring(0, space)) {
            case APPLICATION -> new Component.Application(name);
            case LOCATION -> new Component.Location(name);
            case FUNCTION -> new Component.Function(name);
            case INSTANCE -> instance(text, name);
            case LINK -> link(text, name);
            case OBSERVER -> new Component.Observer(name);
            case MAP_SERVER -> new Component.MapServer(name);
            default -> throw unknown(text);
        };
    }

    private static Component.Link link(String text, String name) {
        String[] ends = name.split(ARROW, -1);
        if (ends.length != 2) {
            throw unknown(text);
        }
        return new Component.Link(parseEnd(text, ends[0]), parseEnd(text, ends[1]));
    }

    private static Component.End parseEnd(String text, String end) {
        if (end.startsWith(FUNCTION) && end.length() > FUNCTION.length()) {
            return new Component.Function(end.substring(FUNCTION.length()));
        } else if (end.isBlank() || end.indexOf(' ') >= 0) {
            throw unknown(text);
        }
        return end.indexOf('/') < 0 ? new Component.Location(end) : instance(text, end);
    }

    private static Component.Instance instance(String text, String id) {
        int slash = id.indexOf('/');
        if (slash < 1 || slash == id.length() - 1) {
            throw unknown(text);
        }
        return new Component.Instance(id.substring(0, slash), id.substring(slash + 1));
    }

    private static IllegalArgumentException unknown(String text) {
        String shown = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
        return new IllegalArgumentException("The component '" + shown.replaceAll("\\p{Cntrl}", "?")
                + "' must be written as a kind and a name: application shop, location aws1, function aws1,"
                + " instance aws1/i-7, link dc1→aws1, observer dc1 or dns 10.0.0.53:53");
    }
}
