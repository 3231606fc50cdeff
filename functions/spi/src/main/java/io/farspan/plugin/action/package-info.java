/**
 * What a third party adds to the actions by which instances are troubleshot: what each instance is asked, and what its answers
 * come to. Home asks, stores and resumes.
 */
@NullMarked
package io.farspan.plugin.action;

import org.jspecify.annotations.NullMarked;
