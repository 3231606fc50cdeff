package io.farspan.home.caller;

import java.util.function.Predicate;

/**
 * Who calls.
 *
 * @param name as the audit log has it
 * @param hasRole whether a role was given to them
 */
public record Person(String name, Predicate<String> hasRole) {}
