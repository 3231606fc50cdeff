/**
 * Troubleshooting actions as resources: begun, carried out a round of instances at a time, merged, cancelled, undone, and gone
 * on with by the next home. What an action does is said by its {@link io.farspan.plugin.action.ActionPlan plan}.
 */
@NullMarked
package io.farspan.troubleshooting.actions;

import org.jspecify.annotations.NullMarked;
