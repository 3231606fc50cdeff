package io.farspan.testkit.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Wrong bodies, texts and bytes near right ones. For one thread. */
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

    /** A body near a right JSON document: other as JSON, as bytes, or both; one in eight is left as it is. */
    public byte[] body(String right) {
        return switch (chance.below(8)) {
            case 0 -> right.getBytes(UTF_8);
            case 1 -> bytes.mutate(right.getBytes(UTF_8));
            case 2 -> bytes.mutate(tree.mutate(right).getBytes(UTF_8));
            default -> tree.mutate(right).getBytes(UTF_8);
        };
    }

    /** A text near a right one. */
    public String text(String right) {
        return text.mutate(right);
    }

    /** Bytes near right ones. */
    public byte[] bytes(byte[] right) {
        return bytes.mutate(right);
    }
}
