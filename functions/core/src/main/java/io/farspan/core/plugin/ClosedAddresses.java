package io.farspan.core.plugin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

import io.farspan.core.call.Networks;

/** Addresses that plugins send no HTTP requests to, whatever networks they may reach. */
final class ClosedAddresses {

    /** Where clouds give out credentials, apart from link-local addresses: EC2, Google, Azure, Alibaba. */
    private static final Networks METADATA =
            Networks.parse("fd00:ec2::/32,fd20:ce::254/128,168.63.129.16/32,100.100.100.200/32");

    /** The port that Jolokia's agent listens on unless it is told another. */
    private static final int AGENT_PORT = 8778;

    private static final Optional<String> LAMBDA = Optional.ofNullable(System.getenv("AWS_LAMBDA_RUNTIME_API"));

    private ClosedAddresses() {}

    /** Whether it is or may be a cloud's metadata service, or is not the address of a single host. */
    static boolean isMetadata(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.contain(address);
    }

    /** Whether it is where the Lambda runtime gets its calls from. */
    static boolean isRuntime(InetSocketAddress target) throws UnknownHostException {
        return LAMBDA.isPresent() && isRuntime(LAMBDA.get(), target);
    }

    static boolean isRuntime(String api, InetSocketAddress target) throws UnknownHostException {
        int colon = api.lastIndexOf(':');
        String host = colon < 0 ? api : api.substring(0, colon);
        int port = colon < 0 ? 80 : Integer.parseInt(api.substring(colon + 1));
        return isOneOf(
                Arrays.stream(InetAddress.getAllByName(host))
                        .map(address -> new InetSocketAddress(address, port))
                        .toList(),
                target);
    }

    /** Whether it is one of {@code closed}; this machine's addresses are all one, as a process may listen on all. */
    static boolean isOneOf(Collection<InetSocketAddress> closed, InetSocketAddress target) {
        return closed.stream()
                .filter(each -> each.getPort() == target.getPort())
                .anyMatch(each -> each.getAddress().equals(target.getAddress())
                        || (isOurs(each.getAddress()) && isOurs(target.getAddress())));
    }

    /**
     * Whether it may be an agent of another application, which this one's map does not have: where agents are, and on a
     * port that is usual for them or that {@code known} ones have.
     */
    static boolean mayBeAgent(Networks ofAgents, Collection<InetSocketAddress> known, InetSocketAddress target) {
        return ofAgents.contain(target.getAddress())
                && (target.getPort() == AGENT_PORT
                        || known.stream().anyMatch(each -> each.getPort() == target.getPort()));
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
