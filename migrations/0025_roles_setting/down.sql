DROP FUNCTION app_roles();
