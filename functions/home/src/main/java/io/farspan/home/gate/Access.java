package io.farspan.home.gate;

import java.util.Optional;

import javax.management.ObjectName;

import io.farspan.protocol.call.JolokiaRequest;

/**
 * An access to one member of one MBean.
 *
 * @param right the right it needs
 * @param provider the agent's provider, if the request names one
 * @param name the MBean, never a pattern
 * @param member the attribute, or the operation without its signature
 */
record Access(Right right, Optional<String> provider, ObjectName name, String member) {

    /** The access of a {@code write} or {@code exec} request for one MBean. */
    static Access of(JolokiaRequest request) {
        return new Access(
                request.type().equals("write") ? Right.WRITE : Right.EXEC,
                request.provider(),
                request.name().orElseThrow(),
                request.member().orElse(""));
    }

    /** The access in the form of a grant's target. */
    String target() {
        return provider.map(prefix -> prefix + "@").orElse("") + name + "#" + member;
    }
}
