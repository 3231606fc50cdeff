/**
 * The probe, {@code POST /v1/probe}: what a function sees of its instances, of other functions, of other locations'
 * instances and of home. Evidence, not yet a judgement.
 */
@NullMarked
package io.farspan.protocol.probe;

import org.jspecify.annotations.NullMarked;
