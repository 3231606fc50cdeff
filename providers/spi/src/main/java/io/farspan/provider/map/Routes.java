package io.farspan.provider.map;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an application's locations are reached.
 *
 * @param functions the locations' functions, by location
 * @param tool where tools connect, once that is known
 * @param traffic where the application's own traffic goes
 * @param faults records that could not be understood
 */
public record Routes(
        Map<String, FunctionEndpoint> functions,
        Optional<ToolEndpoint> tool,
        List<TrafficTarget> traffic,
        List<MapFault> faults) {

    public Routes {
        functions = Map.copyOf(functions);
        traffic = List.copyOf(traffic);
        faults = List.copyOf(faults);
    }
}
