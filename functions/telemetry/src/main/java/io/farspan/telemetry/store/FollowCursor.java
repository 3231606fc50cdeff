package io.farspan.telemetry.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the records of an application have been followed, in the order of their arrival: everything that was there in one
 * snapshot of the database, and when the way to the next snapshot is under way, some of what is new in that.
 *
 * @param seen the snapshot of which every record has been read
 * @param part what of the next snapshot has been read, when only a part of it has
 */
public record FollowCursor(String seen, Optional<Part> part) {

    /** The most characters that are looked at. */
    private static final int LONGEST = 5_000;

    private static final String SNAPSHOT = "[0-9]{1,20}:[0-9]{1,20}:[0-9,]{0,2000}";
    private static final Pattern FORM = Pattern.compile("(" + SNAPSHOT + ")(?:/(" + SNAPSHOT
            + ")/([0-9]{1,18})(?:/([0-9]{1,18})/(-?[0-9]{1,18}\\.[0-9]{1,18}\\.-?[0-9]{1,18}))?)?");

    /**
     * A part of what is new in a snapshot.
     *
     * @param next the snapshot
     * @param arrival the last arrival of which every record has been read
     * @param page what of the arrivals after that one has been read
     */
    public record Part(String next, long arrival, Optional<Page> page) {}

    /**
     * Some records of some arrivals.
     *
     * @param arrival the last of the arrivals, which are read together in the order of time
     * @param last the last record that has been read
     */
    public record Page(long arrival, LogCursor last) {}

    /** Everything that was there in this snapshot. */
    static FollowCursor of(String snapshot) {
        return new FollowCursor(snapshot, Optional.empty());
    }

    FollowCursor in(String next, long arrival) {
        return new FollowCursor(seen, Optional.of(new Part(next, arrival, Optional.empty())));
    }

    FollowCursor in(String next, long arrival, long lastArrival, LogCursor last) {
        return new FollowCursor(seen, Optional.of(new Part(next, arrival, Optional.of(new Page(lastArrival, last)))));
    }

    /** From what {@link #toString} gave. Fails with {@link IllegalArgumentException}. */
    public static FollowCursor parse(String text) {
        Matcher parts = FORM.matcher(text.length() > LONGEST ? "" : text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'after' must be the id of a record that was followed before");
        }
        if (parts.group(2) == null) {
            return of(parts.group(1));
        }
        long arrival = Long.parseLong(parts.group(3));
        return parts.group(4) == null
                ? of(parts.group(1)).in(parts.group(2), arrival)
                : of(parts.group(1))
                        .in(parts.group(2), arrival, Long.parseLong(parts.group(4)), LogCursor.parse(parts.group(5)));
    }

    /** Whether {@link #parse} takes what {@link #toString} gives: a snapshot amid hundreds of open transactions is too long. */
    public boolean canBeKept() {
        String text = toString();
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return seen
                + part.map(some -> "/" + some.next() + "/" + some.arrival()
                                + some.page()
                                        .map(page -> "/" + page.arrival() + "/" + page.last())
                                        .orElse(""))
                        .orElse("");
    }
}
