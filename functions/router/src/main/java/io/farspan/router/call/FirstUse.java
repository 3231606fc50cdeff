package io.farspan.router.call;

import io.farspan.protocol.call.ManagementPort;

/**
 * The first use of a part of the router that is slow the first time. It is made once for each application, after the
 * locations are warm and before the router says that it is ready.
 */
public interface FirstUse {

    /**
     * Makes it; may block.
     *
     * @param as asks with the rights of a viewer
     * @throws io.farspan.protocol.problem.FarspanException when the application cannot be asked; it is not tried again
     */
    void make(String application, ManagementPort as);
}
