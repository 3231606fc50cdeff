package io.farspan.cli.output;

import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.json.JsonTree;

/**
 * A JSON document as YAML 1.2 in block style. A text that is not a plain word is quoted as in JSON, which YAML contains.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/">YAML 1.2.2</a>
 */
public final class Yaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

    /** Words that YAML 1.1 readers take for something other than texts. */
    private static final Pattern SPECIAL = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

    private Yaml() {}

    /** The document, with a line break at its end. */
    public static String write(JsonNode tree) {
        StringBuilder out = new StringBuilder();
        if (isBlock(tree)) {
            block(tree, "", out);
        } else {
            out.append(scalar(tree)).append('\n');
        }
        return out.toString();
    }

    private static boolean isBlock(JsonNode tree) {
        return tree.isContainerNode() && !tree.isEmpty();
    }

    private static void block(JsonNode tree, String indent, StringBuilder out) {
        if (tree.isObject()) {
            String before = "";
            for (Map.Entry<String, JsonNode> member : tree.properties()) {
                out.append(before).append(text(member.getKey())).append(':');
                below(member.getValue(), indent + (member.getValue().isArray() ? "" : "  "), out);
                before = indent;
            }
            return;
        }
        String before = "";
        for (JsonNode item : tree) {
            out.append(before).append("- ");
            if (isBlock(item)) {
                block(item, indent + "  ", out);
            } else {
                out.append(scalar(item)).append('\n');
            }
            before = indent;
        }
    }

    private static void below(JsonNode value, String indent, StringBuilder out) {
        if (isBlock(value)) {
            out.append('\n').append(indent);
            block(value, indent, out);
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(JsonNode value) {
        return value.isTextual() ? text(value.textValue()) : JsonTree.write(value);
    }

    private static String text(String text) {
        return PLAIN.matcher(text).matches() && !SPECIAL.matcher(text).matches()
                ? text
                : JsonTree.write(JsonTree.object().textNode(text));
    }
}
