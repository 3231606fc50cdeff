package io.farspan.home.gate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Members that can load code, write files, fetch from an address, show or delete an application's log, show its
 * variables, or change how a JVM or a server works. A grant with a wildcard never covers them. This is a second line of
 * defence, after the rule that nothing is granted by default: it keeps a broad line of a policy from granting more than
 * its author meant. It cannot know every application's own loaders.
 */
final class DangerousMembers {

    /** MBeans all of whose members are dangerous. */
    private static final List<ObjectName> MBEANS = Stream.of(
                    "com.sun.management:type=DiagnosticCommand",
                    "com.sun.management:type=HotSpotDiagnostic",
                    "jdk.management.jfr:type=FlightRecorder",
                    "JMImplementation:*",
                    "javax.management.loading:*",
                    "*:type=MLet,*",
                    "*:type=Discovery,*",
                    "jolokia:type=Config,*",
                    "jolokia:type=ServerHandler,*",
                    // The application's logs: whoever reads them sees all, and what is released is gone.
                    "io.farspan:type=Streams,*",
                    // A point shows what is in an application's variables.
                    "io.farspan:type=Points,*",
                    // Tomcat's containers and their parts; "pattern" and "rotate" of an AccessLogValve can write a JSP
                    // page.
                    "*:type=Valve,*",
                    "*:type=MBeanFactory,*",
                    "*:type=Host,*",
                    "*:type=Engine,*",
                    "*:type=Service,*",
                    "*:type=Server,*",
                    "*:type=Deployer,*",
                    "*:type=Loader,*",
                    "*:type=WebappLoader,*",
                    "*:type=NamingResources,*",
                    "*:type=Resource,*",
                    "*:type=UserDatabase,*",
                    "*:type=User,*",
                    "*:type=Role,*",
                    "*:type=Group,*",
                    "*:type=Realm,*",
                    "*:type=Environment,*",
                    "*:type=ResourceLink,*",
                    "*:j2eeType=WebModule,*",
                    "*:j2eeType=Servlet,*",
                    "*:j2eeType=Filter,*",
                    "*:type=ConnectionPool,*",
                    "*:type=DataSource,*",
                    "*:type=ModelMBean,*",
                    "*:type=Script*,*",
                    "*:type=Endpoint,name=Env,*",
                    "*:type=Endpoint,name=Shutdown,*")
            .map(DangerousMembers::name)
            .toList();

    /** Parts of dangerous members' names, whatever the MBean. */
    private static final List<String> PARTS = List.of(
            "url",
            "uri",
            "file",
            "path",
            "jar",
            "agent",
            "library",
            "classloader",
            "loadclass",
            "script",
            "expression",
            "deploy",
            "dump",
            "export",
            "import",
            "rotate",
            "directory",
            "docbase",
            "appbase",
            "configtext",
            "configlocation",
            "vmoption",
            "vmflag",
            "jndi",
            "managedresource",
            "modelmbean",
            "password",
            "credential",
            "secret",
            "creatembean",
            "registermbean",
            "driver");

    /** Whole names of dangerous members, whatever the MBean. */
    private static final List<String> WHOLE = List.of(
            "eval",
            "evaluate",
            "execute",
            "exec",
            "invoke",
            "load",
            "store",
            "save",
            "persist",
            "restore",
            "shutdown",
            "halt",
            "exit",
            "destroy",
            "install",
            "uninstall",
            "adduser",
            "addrole",
            "createuser",
            "createrole",
            "copyto",
            "openstream");

    private DangerousMembers() {}

    /** Whether an access needs a grant by exact name. One that changes nothing does not. */
    static boolean contains(Access access) {
        if (access.right() == Right.READ) {
            return false;
        }
        String member = access.member().toLowerCase(Locale.ROOT);
        return WHOLE.contains(member)
                || PARTS.stream().anyMatch(member::contains)
                || MBEANS.stream().anyMatch(names -> names.apply(access.name()));
    }

    private static ObjectName name(String pattern) {
        try {
            return ObjectName.getInstance(pattern);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(pattern + " is not an ObjectName", e);
        }
    }
}
