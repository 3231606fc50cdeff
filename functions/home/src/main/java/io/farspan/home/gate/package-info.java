/**
 * Who may do what: roles, and operations that are denied whatever the role.
 */
@NullMarked
package io.farspan.home.gate;

import org.jspecify.annotations.NullMarked;
