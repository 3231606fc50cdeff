package io.farspan.bridge;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** MBeans with values of all types. */
public final class SampleMBeans {

    private SampleMBeans() {}

    /** An item of nested data. */
    public record Item(String name, long size, List<String> tags) {
        public String getName() {
            return name;
        }

        public long getSize() {
            return size;
        }

        public String[] getTags() {
            return tags.toArray(String[]::new);
        }
    }

    /** Every open type. */
    public interface EverythingMXBean {
        boolean isFlag();

        void setFlag(boolean flag);

        byte getOctet();

        short getSmall();

        int getNumber();

        void setNumber(int number);

        long getLarge();

        float getSingle();

        double getPrecise();

        double getNotANumber();

        double getInfinite();

        char getLetter();

        String getText();

        void setText(String text);

        String getNothing();

        Integer getNoNumber();

        BigInteger getHuge();

        BigDecimal getExact();

        Date getWhen();

        void setWhen(Date date);

        TimeUnit getUnit();

        void setUnit(TimeUnit unit);

        ObjectName getSelf();

        int[] getNumbers();

        void setNumbers(int[] numbers);

        byte[] getBytes();

        long[][] getMatrix();

        String[] getTexts();

        String[] getEmpty();

        Item getItem();

        Item[] getItems();

        List<Item> getItemList();

        Set<String> getNames();

        Map<String, Long> getCounts();

        Map<Integer, Item> getByNumber();

        Map<String, Map<String, Item>> getNested();

        String fail(String message);

        int add(int first, int second);

        long add(long first, long second);

        String join(String[] parts);

        String describe(TimeUnit unit, boolean flag, char letter);

        Map<String, Item> make(int count);

        void clear();
    }

    /** Its implementation. */
    public static final class Everything implements EverythingMXBean {
        private boolean flag = true;
        private int number = -7;
        private String text = "grüße \"quoted\" \\ \n \u20ac";
        private Date when = new Date(1_700_000_000_123L);
        private TimeUnit unit = TimeUnit.SECONDS;
        private int[] numbers = {1, -2, Integer.MAX_VALUE};

        @Override
        public boolean isFlag() {
            return flag;
        }

        @Override
        public void setFlag(boolean flag) {
            this.flag = flag;
        }

        @Override
        public byte getOctet() {
            return -128;
        }

        @Override
        public short getSmall() {
            return 32_767;
        }

        @Override
        public int getNumber() {
            return number;
        }

        @Override
        public void setNumber(int number) {
            this.number = number;
        }

        @Override
        public long getLarge() {
            return Long.MIN_VALUE;
        }

        @Override
        public float getSingle() {
            return 0.1f;
        }

        @Override
        public double getPrecise() {
            return 1.0 / 3;
        }

        @Override
        public double getNotANumber() {
            return Double.NaN;
        }

        @Override
        public double getInfinite() {
            return Double.NEGATIVE_INFINITY;
        }

        @Override
        public char getLetter() {
            return 'ß';
        }

        @Override
        public String getText() {
            return text;
        }

        @Override
        public void setText(String text) {
            this.text = text;
        }

        @Override
        public String getNothing() {
            return null;
        }

        @Override
        public Integer getNoNumber() {
            return null;
        }

        @Override
        public BigInteger getHuge() {
            return BigInteger.TWO.pow(200);
        }

        @Override
        public BigDecimal getExact() {
            return new BigDecimal("12345678901234567890.123456789");
        }

        @Override
        public Date getWhen() {
            return when;
        }

        @Override
        public void setWhen(Date date) {
            this.when = date;
        }

        @Override
        public TimeUnit getUnit() {
            return unit;
        }

        @Override
        public void setUnit(TimeUnit unit) {
            this.unit = unit;
        }

        @Override
        public ObjectName getSelf() {
            return name("samples:type=Everything");
        }

        @Override
        public int[] getNumbers() {
            return numbers;
        }

        @Override
        public void setNumbers(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public byte[] getBytes() {
            return new byte[] {0, 1, -1};
        }

        @Override
        public long[][] getMatrix() {
            return new long[][] {{1, 2}, {}, {3}};
        }

        @Override
        public String[] getTexts() {
            return new String[] {"a", null, ""};
        }

        @Override
        public String[] getEmpty() {
            return new String[0];
        }

        @Override
        public Item getItem() {
            return new Item("one", 1, List.of("x", "y"));
        }

        @Override
        public Item[] getItems() {
            return new Item[] {getItem(), new Item("two", 2, List.of())};
        }

        @Override
        public List<Item> getItemList() {
            return List.of(getItems());
        }

        @Override
        public Set<String> getNames() {
            return Set.of("only");
        }

        @Override
        public Map<String, Long> getCounts() {
            return new LinkedHashMap<>(Map.of("a/b", 1L, "c", Long.MAX_VALUE));
        }

        @Override
        public Map<Integer, Item> getByNumber() {
            return Map.of(7, getItem());
        }

        @Override
        public Map<String, Map<String, Item>> getNested() {
            return Map.of("outer", Map.of("inner", getItem()), "none", Map.of());
        }

        @Override
        public String fail(String message) {
            throw new IllegalStateException(message);
        }

        @Override
        public int add(int first, int second) {
            return first + second;
        }

        @Override
        public long add(long first, long second) {
            return first + second;
        }

        @Override
        public String join(String[] parts) {
            return String.join("+", parts);
        }

        @Override
        public String describe(TimeUnit unit, boolean flag, char letter) {
            return unit + " " + flag + " " + letter;
        }

        @Override
        public Map<String, Item> make(int count) {
            Map<String, Item> made = new LinkedHashMap<>();
            for (int index = 0; index < count; index++) {
                made.put("i" + index, new Item("n" + index, index, List.of("t")));
            }
            return made;
        }

        @Override
        public void clear() {
            text = "";
        }
    }

    /** A checked exception of an application. */
    public static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;

        OwnException(String message) {
            super(message);
        }
    }

    /** A standard MBean with values that are not of open types. */
    public interface PlainMBean {
        Object getAnything();

        List<String> getList();

        Thread.State getState();

        String getBroken();

        void setGuarded(int value);

        int getGuarded();

        void failChecked() throws OwnException;

        void failWithError();

        String echo(String text);
    }

    /** Its implementation, which also sends notifications. */
    public static final class Plain extends NotificationBroadcasterSupport implements PlainMBean {
        private final AtomicLong sent = new AtomicLong();

        @Override
        public Object getAnything() {
            return 42;
        }

        @Override
        public List<String> getList() {
            return List.of("a", "b");
        }

        @Override
        public Thread.State getState() {
            return Thread.State.WAITING;
        }

        @Override
        public String getBroken() {
            throw new UnsupportedOperationException("not today");
        }

        @Override
        public void setGuarded(int value) {
            throw new IllegalArgumentException("not " + value);
        }

        @Override
        public int getGuarded() {
            return 1;
        }

        @Override
        public void failChecked() throws OwnException {
            throw new OwnException("checked");
        }

        @Override
        public void failWithError() {
            throw new AssertionError("error");
        }

        @Override
        public String echo(String text) {
            return text;
        }

        /** Sends one notification. */
        public void send(String type, String message, Object data) {
            Notification notification =
                    new Notification(type, name("samples:type=Plain"), sent.incrementAndGet(), message);
            notification.setUserData(data);
            sendNotification(notification);
        }
    }

    /** Registers them; returns the plain one. */
    public static Plain register() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Plain plain = new Plain();
        for (Map.Entry<String, Object> bean : Map.of(
                        "samples:type=Everything", new Everything(), "samples:type=Plain", plain)
                .entrySet()) {
            ObjectName name = name(bean.getKey());
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(bean.getValue(), name);
        }
        return plain;
    }

    /** A name. */
    public static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (JMException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
