/**
 * Names and passwords: who is let in, at what pace wrong ones are listened to, and what is written down of them. Serves
 * the HTTP API, the Jolokia endpoint and the JMX bridge alike.
 */
@NullMarked
package io.farspan.router.login;

import org.jspecify.annotations.NullMarked;
