package io.farspan.home.gate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PolicyReaderTest {

    @Test
    void everyMalformedLineIsReportedWithItsNumber() {
        String text =
                """
                # a comment, and a blank line

                operator exec shop shop:type=Orders#place
                operater exec shop shop:type=Orders#place
                operator execute shop shop:type=Orders#place
                operator exec Shop! shop:type=Orders#place
                operator exec shop no-name#place
                operator exec shop shop:type=Orders
                operator exec shop
                include oracle shop
                """;

        assertThatThrownBy(() -> PolicyReader.read("the file", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 4: 'operater' must be a role")
                .hasMessageContaining("line 5: 'execute' must be a right")
                .hasMessageContaining("line 6: The application 'Shop!'")
                .hasMessageContaining("line 7: 'no-name' is not an ObjectName")
                .hasMessageContaining("line 8: 'shop:type=Orders' must have the form")
                .hasMessageContaining("line 9: a line must have the form ROLE RIGHT APPLICATION")
                .hasMessageContaining("line 10: Farspan has no policy 'oracle'");
    }

    @Test
    void namesMayContainBlanks() {
        Policy policy = PolicyReader.read("x", "operator exec * java.nio:type=BufferPool,name=mapped - 'x y'#reset");

        assertThat(policy.lines())
                .containsExactly("operator exec * java.nio:type=BufferPool,name=mapped - 'x y'#reset");
    }

    @Test
    void includedPoliciesApplyToTheApplicationThatIncludesThem() {
        Policy policy = PolicyReader.read("x", "include kafka orders\ninclude tomcat shop\n");

        assertThat(policy.grants())
                .extracting(Grant::application)
                .contains("orders", "shop")
                .doesNotContain("*");
        assertThat(PolicyReader.platform().grants()).isNotEmpty();
    }

    @Test
    void everyShippedGrantOfADangerousMemberIsByExactName() {
        Policy shipped = PolicyReader.platform().with(PolicyReader.read("x", "include kafka a\ninclude tomcat b\n"));

        assertThat(shipped.grants())
                .filteredOn(grant -> !grant.isExact() && grant.member().equals("*"))
                .isEmpty();
    }
}
