package io.farspan.core.call;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

import io.farspan.provider.map.LiteralAddress;

/**
 * The networks in which a location's agents, or the services of its instances, may be. A record of the map that points
 * elsewhere is not followed, so that a forged one reaches neither a cloud's metadata service nor the internet.
 */
public record Networks(List<Network> allowed) {

    /** The setting that names those of the agents. */
    public static final String OF_AGENTS = "farspan.agent.networks";

    /** The setting that names those of the service endpoints; by default those of the agents. */
    public static final String OF_SERVICES = "farspan.service.networks";

    /** Loopback and the private ranges of RFC 1918 and RFC 4193. */
    public static final Networks USUAL =
            parse(OF_AGENTS, "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7");

    public Networks {
        allowed = List.copyOf(allowed);
    }

    /** From CIDR blocks separated by commas, the value of a setting. */
    public static Networks parse(String setting, String blocks) {
        return new Networks(Arrays.stream(blocks.split("\\s*,\\s*", -1))
                .map(block -> Network.parse(setting, block))
                .toList());
    }

    /** The agents' networks, from CIDR blocks separated by commas. */
    public static Networks parse(String blocks) {
        return parse(OF_AGENTS, blocks);
    }

    /** Whether an address is in one of them. */
    public boolean contain(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(address));
    }

    /** A CIDR block. */
    public record Network(InetAddress base, int bits) {

        static Network parse(String setting, String block) {
            String[] parts = block.split("/", -1);
            try {
                InetAddress base = LiteralAddress.parse(parts[0]);
                int bits = Integer.parseInt(parts[1]);
                if (bits >= 0 && bits <= base.getAddress().length * 8) {
                    return new Network(base, bits);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw refuse(setting, block);
            }
            throw refuse(setting, block);
        }

        private static IllegalArgumentException refuse(String setting, String block) {
            return new IllegalArgumentException(
                    setting + " has '" + block + "', which is not a network like 10.0.0.0/8");
        }

        boolean contains(InetAddress address) {
            byte[] mine = base.getAddress();
            byte[] its = address.getAddress();
            if (mine.length != its.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit % 8);
                if ((mine[bit / 8] & mask) != (its[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
