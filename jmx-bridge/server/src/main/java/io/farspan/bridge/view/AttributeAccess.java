package io.farspan.bridge.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static io.farspan.bridge.view.Preconditions.exact;
import static io.farspan.bridge.view.Preconditions.required;

/** Reading and writing attributes as an MBean server does. Writing anything voids every value that was read before. */
final class AttributeAccess {

    private static final System.Logger LOG = System.getLogger(AttributeAccess.class.getName());

    private final Endpoint endpoint;
    private final ViewDescriptions descriptions;
    private final AttributeReads reads;
    private final LargeValues large;

    AttributeAccess(Endpoint endpoint, ViewDescriptions descriptions, AttributeReads reads, LargeValues large) {
        this.endpoint = endpoint;
        this.descriptions = descriptions;
        this.reads = reads;
        this.large = large;
    }

    @Nullable
    Object get(ObjectName bean, @Nullable String attribute)
            throws MBeanException, AttributeNotFoundException, InstanceNotFoundException, ReflectionException,
                    IOException {
        String one = required(attribute, "Attribute name");
        AttributeReads.Result result = reads.read(exact(bean), List.of(one));
        MBeanAttributeInfo info = descriptions.get(bean).readable(one);
        JsonNode value = result.values().get(one);
        return converted(value == null ? readAlone(bean, one) : value, bean, info);
    }

    AttributeList get(ObjectName bean, String @Nullable [] attributes) throws InstanceNotFoundException, IOException {
        String[] asked = required(attributes, "Attributes");
        AttributeList list = new AttributeList();
        List<String> wanted = Arrays.stream(asked).distinct().toList();
        if (wanted.isEmpty()) {
            descriptions.get(bean);
            return list;
        }
        AttributeReads.Result result = reads.read(exact(bean), wanted);
        if (result.values().isEmpty() && result.failure().isPresent()) {
            new RemoteFailure(result.failure().get()).throwCommon(bean);
        }
        BeanDescription described = descriptions.get(bean);
        for (String attribute : asked) {
            Optional<MBeanAttributeInfo> info = described.attribute(attribute);
            JsonNode value = result.values().get(attribute);
            if (value != null && info.isPresent()) {
                try {
                    list.add(new Attribute(attribute, converted(value, bean, info.get())));
                } catch (IOException e) {
                    // Left out, as a server leaves out what cannot be read: the sum of large numbers may not fit its
                    // type.
                    LOG.log(System.Logger.Level.DEBUG, "an attribute is left out", e);
                }
            }
        }
        return list;
    }

    void set(ObjectName bean, @Nullable Attribute attribute)
            throws InstanceNotFoundException, AttributeNotFoundException, InvalidAttributeValueException,
                    MBeanException, ReflectionException, IOException {
        Attribute wanted = required(attribute, "Attribute");
        descriptions.get(bean).writable(wanted.getName());
        JsonNode response = write(List.of(request(bean, wanted))).get(0).tree();
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrowWrite(bean);
        }
    }

    AttributeList set(ObjectName bean, @Nullable AttributeList attributes)
            throws InstanceNotFoundException, IOException {
        AttributeList wanted = required(attributes, "AttributeList");
        BeanDescription described = descriptions.get(bean);
        List<Attribute> possible = new ArrayList<>();
        List<RawJson> requests = new ArrayList<>();
        for (Attribute attribute : wanted.asList()) {
            if (described
                    .attribute(attribute.getName())
                    .filter(MBeanAttributeInfo::isWritable)
                    .isPresent()) {
                possible.add(attribute);
                requests.add(request(bean, attribute));
            }
        }
        AttributeList set = new AttributeList();
        if (possible.isEmpty()) {
            return set;
        }
        List<LazyResponse> responses = write(requests);
        for (int index = 0; index < possible.size(); index++) {
            JsonNode response = responses.get(index).tree();
            if (response.path("status").asInt() == 200) {
                set.add(possible.get(index));
            } else if (set.isEmpty() && index == possible.size() - 1) {
                new RemoteFailure(response).throwCommon(bean);
            }
        }
        return set;
    }

    private @Nullable Object converted(JsonNode value, ObjectName bean, MBeanAttributeInfo info) throws IOException {
        return large.<IOException>made(value, info, () -> Conversions.attribute(value, bean, info));
    }

    /** Reads one attribute for itself, for the exception that reading it throws. */
    private JsonNode readAlone(ObjectName bean, String attribute)
            throws MBeanException, InstanceNotFoundException, ReflectionException, IOException {
        JsonNode response = Blocking.await(endpoint.ask(List.of(Requests.read(bean, attribute))))
                .responses()
                .get(0)
                .tree();
        if (response.path("status").asInt() != 200) {
            new RemoteFailure(response).rethrow(bean);
        }
        return response.path("value");
    }

    private List<LazyResponse> write(List<RawJson> requests) {
        try {
            return Blocking.await(endpoint.ask(requests)).responses();
        } finally {
            reads.forget();
        }
    }

    private static RawJson request(ObjectName bean, Attribute attribute) {
        return Requests.write(bean, attribute.getName(), Conversions.argument(attribute.getValue()));
    }
}
