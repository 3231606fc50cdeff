package io.farspan.agent.point;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.farspan.agent.point.transform.Point;
import io.farspan.agent.record.JsonText;

/** A point that is set: the classes that it is in, and how long it stays. Guarded by the lock of {@link Points}. */
final class SetPoint {

    private final Point point;
    private final Map<WeakReference<Class<?>>, String> classes = new LinkedHashMap<>();
    private final long expires;
    private long leased;

    SetPoint(Point point, long now) {
        this.point = point;
        this.expires = now + point.spec().expiry().toNanos();
        renew(now);
    }

    Point point() {
        return point;
    }

    void renew(long now) {
        leased = now + point.spec().lease().toNanos();
    }

    /** Notes that it is in a class, or why it is not. */
    void note(Class<?> type, String refused) {
        classes.keySet().removeIf(known -> known.get() == null || known.get() == type);
        classes.put(new WeakReference<>(type), refused);
    }

    /** The classes that it is in, as long as they are loaded. */
    List<Class<?>> classes() {
        return classes.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(each -> (Class<?>) each.getKey().get())
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
    }

    /** Why it is not in classes that are loaded. */
    Set<String> refused() {
        Set<String> reasons = new LinkedHashSet<>();
        classes.forEach((type, refused) -> {
            if (type.get() != null && !refused.isEmpty()) {
                reasons.add(refused);
            }
        });
        return reasons;
    }

    /** Why it must be removed now, if it must. */
    Optional<String> end(long now) {
        if (point.hits().isUsedUp()) {
            return Optional.of("it was hit " + point.spec().hits() + " times, as often as it may be");
        }
        if (now - expires >= 0) {
            return Optional.of("its time of " + point.spec().expiry().toSeconds() + " s is over");
        }
        return now - leased >= 0
                ? Optional.of(
                        "home has not renewed it for " + point.spec().lease().toSeconds() + " s")
                : Optional.empty();
    }

    /** The answer to whoever sets it, and the beginning of what the list says. */
    StringBuilder json() {
        StringBuilder json = new StringBuilder("{\"id\":\"")
                .append(point.id())
                .append("\",\"classes\":")
                .append(classes().size())
                .append(",\"waiting\":")
                .append(classes().isEmpty() && refused().isEmpty())
                .append(",\"refused\":[");
        refused()
                .forEach(reason ->
                        JsonText.append(json.append(json.charAt(json.length() - 1) == '[' ? "" : ","), reason));
        return json.append(']');
    }

    StringBuilder json(long now) {
        StringBuilder json =
                json().append(",\"kind\":\"").append(point.spec().kind().word()).append("\",\"place\":");
        JsonText.append(json, point.spec().place());
        json.append(",\"hits\":")
                .append(point.hits().total())
                .append(",\"failed\":")
                .append(point.hits().failed())
                .append(",\"unknown\":")
                .append(point.hits().unknown())
                .append(",\"problem\":");
        JsonText.append(json, point.hits().problem());
        return json.append(",\"secondsLeft\":")
                .append(TimeUnit.NANOSECONDS.toSeconds(Math.max(0, expires - now)))
                .append(",\"leaseLeft\":")
                .append(TimeUnit.NANOSECONDS.toSeconds(Math.max(0, leased - now)));
    }
}
