package io.farspan.cli.output;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.farspan.cli.json.JsonTree;

import static org.assertj.core.api.Assertions.assertThat;

class YamlTest {

    @Test
    void aDocumentIsWrittenInBlocks() throws IOException {
        String json =
                """
                {"a":{"b":[1,{"c":"x","d":[]},["p",["q"]]],"e":{}},"f g":"two words","n":null,"t":true,"d":1.50,"big":12345678901234567890}
                """;

        assertThat(Yaml.write(JsonTree.read(json)))
                .isEqualTo(
                        """
                        a:
                          b:
                          - 1
                          - c: x
                            d: []
                          - - p
                            - - q
                          e: {}
                        "f g": "two words"
                        "n": null
                        t: true
                        d: 1.50
                        big: 12345678901234567890
                        """);
    }

    @Test
    void whatCouldBeTakenForSomethingElseIsQuoted() throws IOException {
        String json =
                "[\"yes\",\"No\",\"null\",\"1.5\",\"-x\",\"a: b\",\"#c\",\"\",\"line\\nbreak\",\"aws1/i-1\",\"~\"]";

        assertThat(Yaml.write(JsonTree.read(json)))
                .isEqualTo(
                        """
                        - "yes"
                        - "No"
                        - "null"
                        - "1.5"
                        - "-x"
                        - "a: b"
                        - "#c"
                        - ""
                        - "line\\nbreak"
                        - aws1/i-1
                        - "~"
                        """);
    }
}
