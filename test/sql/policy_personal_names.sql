-- Names of columns that look personal: recall and false alarms, in seven languages.
CREATE EXTENSION datamesh;

-- language, tag (and table, where the name alone says little), names
CREATE TEMP TABLE personal (lang text, name text, rel text, want text);
INSERT INTO personal SELECT lang, n, nullif(split_part(w, '@', 2), ''), 'pii.' || split_part(w, '@', 1) FROM (VALUES
('en','email','email Email EMAIL e_mail eMail E-Mail email_address emailAddress e_mail_address EmailAddress1 customer_email contactEmail customeremail billing_email work_email email_work email_normalized support_email user_email email2 primaryEmail mail txt_email EMAIL_ADDR'),
('en','phone','phone Phone phone_number phoneNumber PHONE_NO mobile mobile_phone mobilePhone mobile_number cell_phone home_phone homephone workPhone phone_home fax fax_number tel telephone customer_phone msisdn phone_1 whatsapp_number contact_number'),
('en','person_name','first_name firstName FIRSTNAME last_name lastname middle_name given_name family_name surname forename maiden_name full_name fullName customer_name customerName user_full_name employee_name contact_name patientName fname lname cardholder_name recipient_name account_holder owner_name name_first mothers_maiden_name'),
('en','address','address Address street street_name street_address address_line_1 address_line1 addressLine2 addr1 home_address homeAddress billing_address shipping_address delivery_street house_number mailing_address customer_address billing_city ship_city shipToCity home_city customer_city address_city'),
('en','address@customer','city town address'),
('en','address@employees','city'),
('en','address@user_profile','city'),
('en','person_name@person','name'),
('en','person_name@customer','c_name c_first_name cust_name'),
('en','address@customer_address','ca_street_name ca_city city'),
('en','postcode@customer_address','ca_zip'),
('en','address@Employees','City'),
('en','person_name@Orders','CustomerName'),
('en','person_name@customers','name'),
('en','postcode','zip zip_code zipCode ZIPCODE postcode post_code postal_code postalCode billing_postal_code billingZip address_zip customer_zip'),
('en','birth_date','dob date_of_birth dateOfBirth birth_date birthdate birthday BirthDate year_of_birth customer_dob born_on'),
('en','payment_card','credit_card creditCardNumber credit_card_number cc_number card_number cardNumber debit_card_no cvv cvc cvv2 card_pan payment_card_number'),
('en','iban','iban IBAN customer_iban bank_account_number bankAccount'),
('en','ssn','ssn SSN social_security_number socialSecurityNo'),
('en','national_id','national_id nationalId national_id_number national_insurance_number nino drivers_license driver_license_number identity_card_number aadhaar'),
('en','passport','passport passport_number passportNo'),
('en','licence_plate','license_plate licence_plate licensePlateNumber number_plate plate_number'),
('en','username','username user_name userName login login_name nickname screen_name twitter_handle'),
('en','ip','ip ip_address ipAddress IPAddress client_ip last_login_ip ip_addr remote_ip ipv4_address source_ip'),
('en','mac','mac_address macAddress MACAddr'),
('en','geo@customer','latitude longitude lat lng'),
('en','geo','home_latitude customer_longitude'),
('en','url','linkedin_url facebook_profile personal_website'),
('de','email','emailadresse e_mail_adresse EMailAdresse mailadresse kunden_email kundenemail'),
('de','phone','telefon telefonnummer telefon_privat Telefonnr handynummer mobilnummer handy rufnummer festnetz telefax faxnummer kunden_telefon telefon_geschäftlich'),
('de','person_name','vorname Nachname nachname familienname geburtsname Kundenname kunden_name kundenName mitarbeitername ansprechpartner vor_name kontoinhaber'),
('de','address','straße Straße strasse straßenname hausnummer haus_nr anschrift adresse lieferadresse rechnungsadresse rechnungs_anschrift wohnort liefer_ort straße_hausnummer privatadresse'),
('de','address@kunde','ort stadt'),
('de','address@kunden','ort'),
('de','postcode','plz PLZ postleitzahl liefer_plz'),
('de','birth_date','geburtsdatum Geburtsdatum geburtstag geb_datum geburts_datum'),
('de','payment_card','kreditkarte kreditkartennummer kreditkarten_nr'),
('de','iban','kontonummer bankverbindung'),
('de','ssn','sozialversicherungsnummer sv_nummer'),
('de','national_id','personalausweisnummer ausweisnummer steuer_id führerschein führerscheinnummer fuehrerscheinnummer steuernummer krankenversicherungsnummer'),
('de','passport','reisepass reisepassnummer'),
('de','licence_plate','kfz_kennzeichen nummernschild'),
('de','username','benutzername anmeldename'),
('fr','email','courriel adresse_email adresse_mail adresse_électronique email_client courriel_professionnel'),
('fr','phone','téléphone telephone téléphone_fixe telephone_portable numéro_de_téléphone num_tel tel_mobile'),
('fr','person_name','prénom prenom Prénom nom_de_famille nom_famille nom_client nom_complet nom_du_client nom_jeune_fille'),
('fr','address','adresse Adresse adresse_client adresse_de_livraison rue adresse_facturation ville_livraison numéro_rue'),
('fr','address@clients','ville'),
('fr','person_name@clients','nom'),
('fr','postcode','code_postal codePostal'),
('fr','birth_date','date_naissance date_de_naissance dateNaissance'),
('fr','payment_card','carte_bancaire numéro_de_carte'),
('fr','iban','compte_bancaire'),
('fr','ssn','numéro_sécurité_sociale'),
('fr','national_id','carte_identité numéro_fiscal permis_de_conduire'),
('fr','passport','passeport numéro_passeport'),
('fr','licence_plate','immatriculation plaque_immatriculation'),
('fr','username','nom_utilisateur pseudo'),
('es','email','correo correo_electrónico correo_cliente dirección_correo'),
('es','phone','teléfono telefono teléfono_móvil telefono_cliente móvil celular número_de_teléfono'),
('es','person_name','apellido apellidos primer_apellido nombre_completo nombre_cliente nombre_del_cliente nombre_y_apellidos'),
('es','address','dirección direccion dirección_envío domicilio calle ciudad_envio'),
('es','address@clientes','ciudad'),
('es','person_name@clientes','nombre'),
('es','postcode','código_postal codigoPostal'),
('es','birth_date','fecha_nacimiento fecha_de_nacimiento fechaNacimiento cumpleaños'),
('es','payment_card','tarjeta_crédito número_tarjeta'),
('es','iban','cuenta_bancaria número_de_cuenta'),
('es','ssn','seguridad_social'),
('es','national_id','dni DNI nif curp'),
('es','passport','pasaporte'),
('es','licence_plate','matrícula'),
('es','username','nombre_usuario nombre_de_usuario'),
('it','email','posta_elettronica indirizzo_email'),
('it','phone','telefono cellulare numero_di_telefono'),
('it','person_name','cognome nome_cliente nome_cognome nome_completo'),
('it','address','indirizzo indirizzo_spedizione città_fatturazione'),
('it','address@clienti','città'),
('it','birth_date','data_nascita data_di_nascita'),
('it','national_id','codice_fiscale'),
('it','passport','passaporto'),
('it','username','nome_utente'),
('pt','email','correio_eletrônico endereço_de_email'),
('pt','phone','telefone telemóvel número_telefone'),
('pt','person_name','sobrenome nome_completo nome_cliente'),
('pt','address','endereço morada endereço_entrega'),
('pt','birth_date','data_nascimento data_de_nascimento'),
('pt','national_id','cpf'),
('pt','postcode','código_postal'),
('nl','email','emailadres e_mail_adres'),
('nl','phone','telefoonnummer telefoon_thuis'),
('nl','person_name','voornaam achternaam klantnaam klant_naam'),
('nl','address','adres straat straatnaam huisnummer woonplaats'),
('nl','birth_date','geboortedatum'),
('nl','national_id','bsn burgerservicenummer rijbewijsnummer'),
('nl','passport','paspoortnummer'),
('nl','licence_plate','kenteken')
) v(lang,w,names), unnest(string_to_array(names, ' ')) n;

-- Not personal: words that contain or go with the ones above.
CREATE TEMP TABLE harmless (rel text, name text);
INSERT INTO harmless SELECT nullif(r, ''), n FROM (VALUES
('','name id uuid title company composer state country product_name productName file_name filename table_name column_name host_name hostname domain_name group_name role_name user_role_name schema_name class_name tag_name city_name brand_name display_name type_name event_name app_name company_name supplier_name vendor_name store_name category_name team_name job_title package_manager_name'),
('','email_count email_sent_at email_id email_verified email_verified_at is_email_verified email_status email_type email_template email_subject email_body num_emails number_of_emails has_email send_email email_opt_in email_template_name email_domain emailed mail_server mailbox_size mail_sent total_emails email_hash'),
('','phone_model phone_type phone_os phone_verified is_mobile mobile_app mobile_version has_phone phone_country_code headphone megaphone phonetic smartphone_model num_phones cell_count cell_value fax_enabled telemetry telnet hotel_id portable is_portable'),
('','ip_version ip_count ip_range voip tcp_ip server_ip host_ip gateway_ip ship_date zipped zip_file zip_size tip trip equipment'),
('','address_id address_type address_count memory_address wallet_address contract_address web_address address_book addressee_id shipping_address_id email_address_id street_view_url streetcar store_address warehouse_city'),
('','card_type card_id card_count card_color business_card gift_card_number loyalty_card_number score_card discard cardinality card_number_length'),
('','birthday_discount birthplace_id birth_weight birthday_email_sent birth_rate'),
('','first_name_count name_length name_pattern last_name_changed_at customer_id customer_group_name customer_type_name user_id user_agent user_count user_role login_count last_login last_login_at login_attempts username_changes'),
('','city town ort ville ciudad latitude longitude lat lng location'),
('','created_at updated_at deleted_by hire_date start_date order_date due_date description status type code amount price quantity total currency sku url image_url slug locale timezone version notes comment data payload metadata settings'),
('','passport_required ssn_verified iban_valid iban_country license_plate_count national_id_type license_type licensed_at'),
('','nom_produit nom nom_fichier nom_commune nombre nombre_producto nombre_archivo nome nome_prodotto naam productnaam dateiname produktname kennzeichen artikelnummer bestellnummer telefon_typ anzahl betrag preis menge rechnungsnummer rechnungsdatum lieferdatum lieferstatus bestelldatum numero_commande numero_facture date_commande adresse_id ville_id numero_pedido fecha_pedido fecha_envio direccion_id estado'),
('warehouse','address city zip postal_code street name'),
('stores','address city postcode latitude longitude'),
('supplier','address city postal_code'),
('plz','plz ort'),
('city','name city country zip'),
('country','name'),
('server','ip ip_address mac_address name'),
('network_interface','ip_address mac_address'),
('artist','artist_id name'),
('album','album_id title artist_id'),
('track','track_id name album_id media_type_id genre_id composer milliseconds bytes unit_price'),
('genre','genre_id name'), ('media_type','media_type_id name'), ('playlist','playlist_id name'), ('playlist_track','playlist_id track_id'),
('invoice_line','invoice_line_id invoice_id track_id unit_price quantity'),
('invoice','invoice_id customer_id invoice_date billing_state billing_country total'),
('Customers','CompanyName ContactTitle Region customer_company_name'),
('customer_address','ca_address_sk ca_street_type ca_state'),
('store','s_street_name s_city s_name'), ('order_item','web_address id_adresse fk_address'),
('customer','customer_id company state country support_rep_id'),
('employee','employee_id title reports_to hire_date state country'),
('customer_segment','name'), ('user_group','name'), ('user_role','name'), ('customer_order','city name status'), ('employee_skill','name'), ('member_type','name'),
('product','name city'), ('products','name manufacturer_name')
) v(r,names), unnest(string_to_array(names, ' ')) n;

-- Both lists are empty if every guess is right.
SELECT *, datamesh.personal_name(name, rel) AS got FROM personal
	WHERE datamesh.personal_name(name, rel) IS DISTINCT FROM want;
SELECT *, datamesh.personal_name(name, rel) AS got FROM harmless
	WHERE datamesh.personal_name(name, rel) IS NOT NULL;
SELECT lang, count(*) FROM personal GROUP BY lang ORDER BY lang COLLATE "C";
SELECT count(*) FROM harmless;

-- A table of a music shop, as somebody else wrote it.
SELECT rel, string_agg(name, ', ' ORDER BY n) FILTER (WHERE datamesh.personal_name(name, rel) IS NOT NULL) AS personal,
	string_agg(name, ', ' ORDER BY n) FILTER (WHERE datamesh.personal_name(name, rel) IS NULL) AS harmless
FROM (VALUES
('customer','customer_id first_name last_name company address city state country postal_code phone fax email support_rep_id'),
('employee','employee_id last_name first_name title reports_to birth_date hire_date address city state country postal_code phone fax email'),
('invoice','invoice_id customer_id invoice_date billing_address billing_city billing_state billing_country billing_postal_code total'),
('track','track_id name album_id media_type_id genre_id composer milliseconds bytes unit_price')
) AS v(rel, names), string_to_table(names, ' ') WITH ORDINALITY AS t(name, n)
GROUP BY rel ORDER BY rel;

-- Odd input
SELECT datamesh.personal_name(NULL) IS NULL, datamesh.personal_name('') IS NULL, datamesh.personal_name('___') IS NULL,
	datamesh.personal_name('1') IS NULL, datamesh.personal_name('почта') IS NULL, datamesh.personal_name('電話') IS NULL;
SELECT datamesh.personal_name(E'e\u0301mail') AS combining, datamesh.personal_name('prénom') AS not_an_escape,
	datamesh.personal_name(E'pre\u0301nom') AS decomposed, datamesh.personal_name(repeat('x_', 40) || 'email') AS too_long,
	datamesh.personal_name('"E-Mail" address', '"Customer"') AS quoted;
SELECT provolatile, proparallel, proisstrict FROM pg_proc WHERE oid = 'datamesh.personal_name(text, text)'::regprocedure;
