// <select data-time-zone>: start with the zone of this browser, if it is among the choices.
const select = document.querySelector("select[data-time-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if ([...(select?.options ?? [])].some((option) => option.value === zone)) select.value = zone;
