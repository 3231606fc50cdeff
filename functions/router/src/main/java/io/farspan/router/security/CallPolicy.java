package io.farspan.router.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.router.RouterConfig;

/**
 * What a caller may ask of instances. A viewer reads; an operator also writes and invokes; nobody loads code, writes
 * files on an instance's host or changes where its logging configuration comes from, unless the configuration lifts it.
 */
@Singleton
public class CallPolicy {

    /** Operations that load code, write files, or fetch from an address of the caller's. */
    static final List<String> USUAL = List.of(
            "*:type=MLet,*#*",
            "*:*#getMBeansFromURL",
            "*:*#addURL",
            "com.sun.management:type=DiagnosticCommand#jvmtiAgentLoad",
            "com.sun.management:type=DiagnosticCommand#compilerDirectivesAdd",
            "com.sun.management:type=DiagnosticCommand#gcHeapDump",
            "com.sun.management:type=DiagnosticCommand#jfrStart",
            "com.sun.management:type=DiagnosticCommand#jfrDump",
            "com.sun.management:type=DiagnosticCommand#jfrStop",
            "com.sun.management:type=DiagnosticCommand#jfrConfigure",
            "com.sun.management:type=DiagnosticCommand#threadDumpToFile",
            "com.sun.management:type=DiagnosticCommand#vmLog",
            "com.sun.management:type=DiagnosticCommand#vmCds",
            "com.sun.management:type=DiagnosticCommand#systemDumpMap",
            "com.sun.management:type=DiagnosticCommand#managementAgentStart",
            "com.sun.management:type=HotSpotDiagnostic#dumpHeap",
            "com.sun.management:type=HotSpotDiagnostic#dumpThreads",
            "jdk.management.jfr:type=FlightRecorder#copyTo",
            "jdk.management.jfr:type=FlightRecorder#setConfiguration",
            "jdk.management.jfr:type=FlightRecorder#setRecordingOptions",
            "jdk.management.jfr:type=FlightRecorder#openStream",
            "*:*#reloadByURL",
            "*:*#reloadByFileName",
            "org.apache.logging.log4j2:*#ConfigLocationUri",
            "org.apache.logging.log4j2:*#setConfigLocationUri",
            "org.apache.logging.log4j2:*#ConfigText",
            "org.apache.logging.log4j2:*#setConfigText",
            "*:type=Discovery,*#*",
            "JMImplementation:*#*");

    /** Operations that change nothing: a viewer's tool needs them to show threads and to receive notifications. */
    private static final List<MemberPattern> LOOKING = Stream.of(
                    "jolokia:type=NotificationStore,*#pull",
                    "java.lang:type=Threading#getThreadInfo",
                    "java.lang:type=Threading#getThreadCpuTime",
                    "java.lang:type=Threading#getThreadUserTime",
                    "java.lang:type=Threading#getThreadAllocatedBytes",
                    "java.lang:type=Threading#findDeadlockedThreads",
                    "java.lang:type=Threading#findMonitorDeadlockedThreads",
                    "java.lang:type=Threading#dumpAllThreads",
                    "java.util.logging:type=Logging#getLoggerLevel",
                    "java.util.logging:type=Logging#getParentLoggerName",
                    "com.sun.management:type=HotSpotDiagnostic#getVMOption")
            .map(MemberPattern::parse)
            .toList();

    private final List<MemberPattern> denials;

    @Inject
    CallPolicy(RouterConfig config) {
        this(config.deny().orElse(List.of()), config.allow().orElse(List.of()));
    }

    CallPolicy(List<String> deny, List<String> allow) {
        List<String> all = new ArrayList<>(USUAL);
        all.removeAll(allow);
        all.addAll(deny);
        this.denials = all.stream().map(MemberPattern::parse).toList();
    }

    /**
     * Lets the requests of a call pass, or says which one may not.
     *
     * @throws FarspanException {@code FORBIDDEN} or {@code OPERATION_DENIED}
     */
    public void check(List<JolokiaRequest> requests, Predicate<String> hasRole) {
        for (int index = 0; index < requests.size(); index++) {
            Optional<FarspanException> refusal = refusal(requests.get(index), "requests[" + index + "]", hasRole);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }
    }

    /** Why a request may not pass; {@code which} is what the message calls it. */
    public Optional<FarspanException> refusal(JolokiaRequest request, String which, Predicate<String> hasRole) {
        boolean listens = request.type().equals("notification");
        if (request.defect().isPresent() || !request.changesState() || listens) {
            return Optional.empty(); // every role may listen
        }
        Optional<ObjectName> name = request.mbean().flatMap(CallPolicy::parse);
        Optional<String> member = request.operation().or(request::attribute).map(CallPolicy::withoutSignature);
        if (Stream.of(Roles.OPERATOR, Roles.ADMIN).noneMatch(hasRole) && !isLooking(request, name, member)) {
            return Optional.of(new FarspanException(
                    ProblemCode.FORBIDDEN,
                    which + " is a " + request.type() + ", which needs the role operator. Nothing was sent."));
        }
        if (name.isPresent() && denials.stream().anyMatch(denial -> denial.covers(name.get(), member))) {
            return Optional.of(new FarspanException(
                    ProblemCode.OPERATION_DENIED,
                    which + ", " + member.orElse("") + " of " + name.get()
                            + ", can load code, write files or reach elsewhere from the instance, so it is denied"
                            + " to every role. Nothing was sent. farspan.router.allow lifts a denial."));
        }
        return Optional.empty();
    }

    /** Whether a request only looks although its type could change something: every role may see threads. */
    private static boolean isLooking(JolokiaRequest request, Optional<ObjectName> name, Optional<String> member) {
        return request.type().equals("exec")
                && name.isPresent()
                && LOOKING.stream().anyMatch(looking -> looking.covers(name.get(), member));
    }

    private static String withoutSignature(String operation) {
        int parenthesis = operation.indexOf('(');
        return parenthesis < 0 ? operation : operation.substring(0, parenthesis);
    }

    private static Optional<ObjectName> parse(String name) {
        try {
            return Optional.of(ObjectName.getInstance(name));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }
}
