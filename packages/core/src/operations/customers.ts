// Customer profiles. None of these calls is in the vendor's published reference, and the schemas of their data are lost.
import { WindowQuery } from "../Account.ts"
import * as Answer from "../Answer.ts"
import * as CustomerProfile from "../CustomerProfile.ts"
import { listed, one } from "../internal/data.ts"
import * as Operation from "../Operation.ts"
import * as Pager from "../Pager.ts"

const undocumented = "a path file of the specification that nothing refers to"

export const list = Operation.make({
  name: "customers.list",
  method: "GET",
  path: "/customers",
  effectClass: "read",
  summary: "List customer profiles",
  query: WindowQuery,
  response: Pager.byOffset(CustomerProfile.CustomerProfile),
  docs: "introduction",
  undocumented
})

export const create = Operation.make({
  name: "customers.create",
  method: "POST",
  path: "/customers",
  effectClass: "blind",
  summary: "Create a customer profile",
  request: CustomerProfile.CreateCustomerProfile,
  response: Answer.of(one(CustomerProfile.CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const get = Operation.make({
  name: "customers.get",
  method: "GET",
  path: "/customers/{customer_id}",
  effectClass: "read",
  summary: "Get a customer profile",
  response: Answer.of(one(CustomerProfile.CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const update = Operation.make({
  name: "customers.update",
  method: "PATCH",
  path: "/customers/{customer_id}",
  effectClass: "convergent",
  summary: "Change a customer profile",
  request: CustomerProfile.UpdateCustomerProfile,
  response: Answer.of(one(CustomerProfile.CustomerProfile)),
  docs: "introduction",
  undocumented
})

export const listDeliveryDetails = Operation.make({
  name: "customers.listDeliveryDetails",
  method: "GET",
  path: "/customers/{customer_id}/delivery-details",
  effectClass: "read",
  summary: "List a customer's delivery addresses",
  response: listed(CustomerProfile.DeliveryDetails),
  docs: "introduction",
  undocumented
})

export const addDeliveryDetails = Operation.make({
  name: "customers.addDeliveryDetails",
  method: "POST",
  path: "/customers/{customer_id}/delivery-details",
  effectClass: "blind",
  summary: "Add a delivery address to a customer",
  request: CustomerProfile.CreateDeliveryDetails,
  response: Answer.of(one(CustomerProfile.DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const getDeliveryDetails = Operation.make({
  name: "customers.getDeliveryDetails",
  method: "GET",
  path: "/delivery-details/{delivery_details_id}",
  effectClass: "read",
  summary: "Get a delivery address",
  response: Answer.of(one(CustomerProfile.DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const updateDeliveryDetails = Operation.make({
  name: "customers.updateDeliveryDetails",
  method: "PATCH",
  path: "/delivery-details/{delivery_details_id}",
  effectClass: "convergent",
  summary: "Change a delivery address",
  request: CustomerProfile.UpdateDeliveryDetails,
  response: Answer.of(one(CustomerProfile.DeliveryDetails)),
  docs: "introduction",
  undocumented
})

export const listPaymentDetails = Operation.make({
  name: "customers.listPaymentDetails",
  method: "GET",
  path: "/customers/{customer_id}/payment-methods",
  effectClass: "read",
  summary: "List a customer's remembered payment means",
  response: listed(CustomerProfile.SavedPaymentDetails),
  docs: "introduction",
  undocumented
})

export const addPaymentDetails = Operation.make({
  name: "customers.addPaymentDetails",
  method: "POST",
  path: "/customers/{customer_id}/payment-methods",
  effectClass: "blind",
  summary: "Remember payment means of a customer",
  request: CustomerProfile.CreateSavedPaymentDetails,
  response: Answer.of(one(CustomerProfile.SavedPaymentDetails)),
  docs: "introduction",
  undocumented
})
