package io.farspan.home.gate;

import java.util.Optional;

import javax.management.ObjectName;

import io.farspan.protocol.call.JolokiaRequest;

/**
 * One member of one MBean and what is to be done to it.
 *
 * @param right what
 * @param provider which part of the agent is to do it, where a request names one
 * @param name the MBean, never a pattern
 * @param member the attribute, or the operation without its signature
 */
record Access(Right right, Optional<String> provider, ObjectName name, String member) {

    /** What a {@code write} or {@code exec} of one MBean does. */
    static Access of(JolokiaRequest request) {
        return new Access(
                request.type().equals("write") ? Right.WRITE : Right.EXEC,
                request.provider(),
                request.name().orElseThrow(),
                request.member().orElse(""));
    }

    /** As a grant's target names it. */
    String target() {
        return provider.map(prefix -> prefix + "@").orElse("") + name + "#" + member;
    }
}
