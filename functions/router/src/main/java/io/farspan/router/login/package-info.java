/**
 * Logins with name and password: authentication, throttling of wrong passwords, and their records. Serves the HTTP API,
 * the Jolokia endpoint and the JMX bridge alike.
 */
@NullMarked
package io.farspan.router.login;

import org.jspecify.annotations.NullMarked;
