package io.farspan.agent.jmx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.farspan.agent.record.Event;
import io.farspan.agent.record.JsonText;

/**
 * The records of one sample, each {@code {"t":NANOS,"j":[{"n":"MBEAN","v":{"ATTRIBUTE":VALUE}}]}} with the same time. One
 * that would be longer than 1 MiB goes on in the next, be it with further attributes of the same MBean.
 */
final class SampleRecords {

    static final int LONGEST = 1 << 20;

    private static final byte[] END_OF_MBEAN = {'}', '}'};
    private static final byte[] END = {']', '}'};

    private final byte[] head;
    private final List<byte[]> records = new ArrayList<>();
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private String mbean = "";
    private boolean open;

    SampleRecords(Instant time) {
        head = bytes(Event.timeOf(time) + ",\"j\":[");
    }

    /** Adds a value; those of one MBean come one after the other. */
    void add(String name, String attribute, String json) {
        StringBuilder text = new StringBuilder();
        JsonText.append(text, attribute);
        byte[] member = bytes(text.append(':').append(json).toString());
        text.setLength(0);
        JsonText.append(text.append("{\"n\":"), name);
        byte[] opening = bytes(text.append(",\"v\":{").toString());
        int needed = 1 + opening.length + member.length + END_OF_MBEAN.length + END_OF_MBEAN.length + END.length;
        if (open && record.size() + needed > LONGEST) {
            finish();
        }
        if (!open) {
            record.writeBytes(head);
            record.writeBytes(opening);
            open = true;
        } else if (mbean.equals(name)) {
            record.write(',');
        } else {
            record.writeBytes(END_OF_MBEAN);
            record.write(',');
            record.writeBytes(opening);
        }
        mbean = name;
        record.writeBytes(member);
    }

    private void finish() {
        record.writeBytes(END_OF_MBEAN);
        record.writeBytes(END);
        records.add(record.toByteArray());
        record.reset();
        open = false;
    }

    /** The records that are whole by now, which it then forgets. */
    List<byte[]> take() {
        List<byte[]> whole = List.copyOf(records);
        records.clear();
        return whole;
    }

    /** All that are left. */
    List<byte[]> end() {
        if (open) {
            finish();
        }
        return take();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
