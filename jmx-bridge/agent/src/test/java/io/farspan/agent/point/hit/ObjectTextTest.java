package io.farspan.agent.point.hit;

import java.math.BigInteger;
import java.net.PasswordAuthentication;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.farspan.agent.point.condition.ClassFields;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectTextTest {

    @SuppressWarnings("unused") // read by name
    private static class Node {
        private final int id;
        private final @Nullable Node next;
        private String apiKey = "abc";
        private final boolean tokenSent = true;

        Node(int id, @Nullable Node next) {
            this.id = id;
            this.next = next;
        }

        @Override
        public String toString() {
            throw new AssertionError("code of the application was called");
        }
    }

    private static JsonNode text(@Nullable Object value, int depth) throws Exception {
        ClassFields.find(Node.class);
        StringBuilder json = new StringBuilder();
        new ObjectText(json, 10_000).append("value", value, depth);
        return new ObjectMapper().readTree(json.toString());
    }

    @Test
    void objectsAreShownToADepthWithoutTheirSecrets() throws Exception {
        // when
        JsonNode node = text(new Node(1, new Node(2, new Node(3, null))), 2);

        // then
        assertThat(node.toString())
                .isEqualTo("{\"@\":\"" + Node.class.getName() + "\",\"id\":1,\"next\":{\"@\":\"" + Node.class.getName()
                        + "\",\"id\":2,\"next\":{\"@\":\"" + Node.class.getName()
                        + "\"},\"apiKey\":\"***\",\"tokenSent\":true},\"apiKey\":\"***\",\"tokenSent\":true}");
    }

    @Test
    void secretsAreHiddenByNameByTypeAndByKey() throws Exception {
        // given
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("user", "ann");
        map.put("Password", "x");
        map.put("key", new SecretKeySpec(new byte[] {1}, "AES"));
        map.put("login", new PasswordAuthentication("ann", new char[] {'x'}));

        // then
        assertThat(text(map, 3).toString())
                .isEqualTo("{\"user\":\"ann\",\"Password\":\"***\",\"key\":\"***\",\"login\":\"***\"}");
    }

    @Test
    void whatStandsBesideTheNameOfASecretIsHidden() throws Exception {
        // given
        @SuppressWarnings("unused") // read by name
        record Header(String name, @Nullable Object value, int length) {}
        ClassFields.find(Header.class);

        // then
        assertThat(text(new Header("Authorization", "x", 1), 3).toString())
                .endsWith("Header\",\"name\":\"Authorization\",\"value\":\"***\",\"length\":\"***\"}");
        assertThat(text(new Header("Cookie", null, 1), 3).get("value").isNull()).isTrue();
        assertThat(text(new Header("Accept", "json", 4), 3).toString())
                .endsWith("Header\",\"name\":\"Accept\",\"value\":\"json\",\"length\":4}");
    }

    @Test
    void collectionsOfTheJdkAreShownAndOthersAreNotAsked() throws Exception {
        // given
        List<Integer> many = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
        Object own = new AbstractList<String>() {
            @Override
            public String get(int index) {
                throw new AssertionError("code of the application was called");
            }

            @Override
            public int size() {
                throw new AssertionError("code of the application was called");
            }
        };

        // then
        assertThat(text(many, 1)).hasSize(21);
        assertThat(text(many, 1).get(20).asText()).isEqualTo("\u2026 30 in all");
        assertThat(text(new int[][] {{1, 2}, {3}}, 2).toString()).isEqualTo("[[1,2],[3]]");
        assertThat(text(new int[][] {{1, 2}, {3}}, 1).toString())
                .isEqualTo("[[\"\u2026 2 in all\"],[\"\u2026 1 in all\"]]");
        assertThat(text(own, 1).get("@").asText()).startsWith(ObjectTextTest.class.getName());
        assertThat(text(Collections.unmodifiableList(many), 3).toString())
                .isEqualTo("{\"@\":\"java.util.Collections$UnmodifiableRandomAccessList\"}");
    }

    @Test
    void numbersAndTextsAreBounded() throws Exception {
        assertThat(text("x".repeat(10_000), 1).asText()).hasSizeLessThanOrEqualTo(500);
        assertThat(text(Double.NaN, 1).asText()).isEqualTo("NaN");
        assertThat(text(BigInteger.ONE.shiftLeft(100_000), 1).asText()).isEqualTo("(a number of 100001 bits)");
        assertThat(text(Duration.ofSeconds(3), 1).asText()).isEqualTo("PT3S");
        assertThat(text(List.class, 1).asText()).isEqualTo("java.util.List");
        assertThat(text(new Thread("t"), 3).toString()).isEqualTo("{\"@\":\"java.lang.Thread\"}");
        assertThat(text(null, 1).isNull()).isTrue();
    }

    @Test
    void theWholeIsBounded() throws Exception {
        // given
        Object wide = IntStream.range(0, 20)
                .mapToObj(i ->
                        IntStream.range(0, 20).mapToObj(j -> "x".repeat(400)).toArray())
                .toArray();

        // then
        assertThat(text(wide, 6).toString()).hasSizeLessThan(12_000).contains("\"\u2026\"");
    }
}
