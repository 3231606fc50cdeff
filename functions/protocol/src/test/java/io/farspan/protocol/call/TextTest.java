package io.farspan.protocol.call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x85, 0x9f, 0x2028, 0x2029, 0xd800, 0xdc00})
    void whatWouldForgeALineOrSpoilADatabaseIsRefusedByNameAndEscaped(int letter) {
        String text = "all" + (char) letter + "well";
        String code = String.format("%04x", letter);
        assertThatThrownBy(() -> Text.require("reason", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'reason'")
                .hasMessageContaining("U+" + code.toUpperCase(java.util.Locale.ROOT))
                .hasMessageContaining("position 4");
        assertThat(Text.escape(text)).isEqualTo("all\\u" + code + "well");
        assertThat(Text.escape(Text.escape(text))).isEqualTo(Text.escape(text));
    }

    @Test
    void whatPeopleWriteIsLeftAsItIs() {
        for (String text : new String[] {"", "a sale in the west", "C:\\new\\u0000", "Größe 大 \ud83d\ude00 \u00a0"}) {
            assertThat(Text.require("reason", text)).isSameAs(text);
            assertThat(Text.escape(text)).isSameAs(text);
        }
    }
}
