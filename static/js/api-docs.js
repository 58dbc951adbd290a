// The pages at /api/v1/docs/: Swagger UI over our own schema, without any third party.
const place = document.getElementById("api");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
});
