package io.farspan.testkit.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Invalid bodies, texts and bytes derived from valid ones. For use by one thread. */
public final class Mutations {

    private final Chance chance;
    private final TreeMutation tree;
    private final ByteMutation bytes;
    private final TextMutation text;

    /** Mutations by these choices. */
    public Mutations(Chance chance) {
        this.chance = chance;
        this.text = new TextMutation(chance);
        this.tree = new TreeMutation(chance, text);
        this.bytes = new ByteMutation(chance);
    }

    /** A body derived from a valid JSON document, changed as JSON, as bytes, or both; one in eight stays as it is. */
    public byte[] body(String right) {
        return switch (chance.below(8)) {
            case 0 -> right.getBytes(UTF_8);
            case 1 -> bytes.mutate(right.getBytes(UTF_8));
            case 2 -> bytes.mutate(tree.mutate(right).getBytes(UTF_8));
            default -> tree.mutate(right).getBytes(UTF_8);
        };
    }

    /** A text derived from a valid one. */
    public String text(String right) {
        return text.mutate(right);
    }

    /** Bytes derived from valid ones. */
    public byte[] bytes(byte[] right) {
        return bytes.mutate(right);
    }
}
