package io.farspan.telemetry.matching;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * About how large the program of a regular expression of RE2 becomes. Repetitions with a count are written out when it is
 * compiled, so that a short expression with several inside each other could fill the memory.
 */
final class RegexSize {

    /** The most parentheses inside each other: each takes some of the stack. */
    private static final int DEEPEST = 200;

    /** What a class of Unicode counts, which is one instruction with hundreds of ranges that are sorted. */
    private static final int UNICODE_CLASS = 100;

    private static final int DECIMAL = 10;

    private final String text;
    private final long most;
    private final Deque<Group> groups = new ArrayDeque<>();
    private int at;

    /** What is between two parentheses so far. */
    private static final class Group {
        private long before;
        private long last;

        void item(long size) {
            before += last;
            last = size;
        }

        long size() {
            return before + last;
        }
    }

    private RegexSize(String text, long most) {
        this.text = text;
        this.most = most;
        groups.push(new Group());
    }

    /** The size; none if it is more than {@code most}, or has many parentheses inside each other. It need not be valid. */
    static OptionalLong upTo(long most, String text) {
        return new RegexSize(text, most).read();
    }

    private OptionalLong read() {
        while (at < text.length()) {
            switch (text.charAt(at++)) {
                case '\\' -> escape();
                case '[' -> bracket();
                case '(' -> groups.push(new Group());
                case ')' -> {
                    if (groups.size() > 1) {
                        long size = groups.pop().size();
                        groups.element().item(size + 2);
                    }
                }
                case '{' -> repetition();
                default -> groups.element().item(1);
            }
            if (groups.element().size() > most || groups.size() > DEEPEST) {
                return OptionalLong.empty();
            }
        }
        long size = groups.stream().mapToLong(Group::size).sum();
        return size <= most ? OptionalLong.of(size) : OptionalLong.empty();
    }

    private void escape() {
        if (text.startsWith("Q", at)) {
            int end = text.indexOf("\\E", at);
            int stop = end < 0 ? text.length() : end;
            groups.element().item(stop - at);
            groups.element().item(1); // what repeats is the last letter
            at = end < 0 ? stop : stop + 2;
            return;
        }
        boolean named = at + 1 < text.length() && "xpP".indexOf(text.charAt(at)) >= 0 && text.charAt(at + 1) == '{';
        int end = named ? text.indexOf('}', at) : -1;
        groups.element().item(isUnicodeClass(at) ? UNICODE_CLASS : 1);
        at = end < 0 ? at + 1 : end + 1;
    }

    private void bracket() {
        if (text.startsWith("^", at)) {
            at++;
        }
        long size = 1;
        for (boolean first = true; at < text.length() && (first || text.charAt(at) != ']'); first = false) {
            int end = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
            boolean escaped = end < 0 && text.charAt(at) == '\\';
            size += escaped && isUnicodeClass(at + 1) ? UNICODE_CLASS : 0;
            at += end >= 0 ? end + 2 - at : escaped ? 2 : 1;
        }
        at++;
        groups.element().item(size);
    }

    private boolean isUnicodeClass(int place) {
        return text.startsWith("p", place) || text.startsWith("P", place);
    }

    /** {@code {3}}, {@code {3,}} or {@code {3,5}}; anything else stands for itself. */
    private void repetition() {
        int begin = at;
        long least = number();
        long count = least;
        if (text.startsWith(",", at)) {
            at++;
            count = Math.max(least, number());
        }
        if (least >= 0 && text.startsWith("}", at)) {
            at++;
            Group group = groups.element();
            group.last *= Math.max(count, 1) + 1;
        } else {
            at = begin;
            groups.element().item(1);
        }
    }

    /** -1 when there is none. */
    private long number() {
        long number = -1;
        for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
            number = Math.min(Math.max(number, 0) * DECIMAL + text.charAt(at) - '0', most);
        }
        return number;
    }
}
